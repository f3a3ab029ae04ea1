"""Every change around joining: by invitation, on request, and by those who look after a unit."""
