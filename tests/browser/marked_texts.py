"""The words of the exam that `tests.browser.marked` makes."""

STEM = "孩子哭着来找您，先做什么？"
TEXTS = {
    "learner": "周一到周三，他都一个人坐在走廊，没有和同学说话。",
    "observer": "他说想家，声音很小，眼睛看着地上。",
}
