from tests.accounts.conftest import browser, country

__all__ = ["browser", "country"]
