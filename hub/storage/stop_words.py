"""Words that every text has: they say nothing about what somebody asks for."""

_ENGLISH = """
a about after again all also am an and any are as at be because been before but by can cannot could did do
does done for from get got had has have hello help hi how i if in into is it its just know like may me more
much my need no not now of off on one only or our out please possible said see she should so some still than
thank thanks that the their them then there these they this those to too up us very want was we were what when
where which who why will with would yes yet you your dear regards best sincerely hey ok okay sure good morning
afternoon evening day today tell let make use using
"""
# Pairs of characters, as Chinese is indexed.
_CHINESE = """
你好 您好 我的 你的 您的 我们 你们 他们 请问 一下 可以 什么 怎么 怎样 这个 那个 哪个 没有 不能 不是 就是 已经 还是 但是
因为 所以 如果 谢谢 感谢 麻烦 帮我 我想 想问 能不 不能 是不 不是 有没 需要 现在 时候 知道 应该 或者 以及 而且 今天
"""
STOP_WORDS = frozenset([*_ENGLISH.split(), *_CHINESE.split()])
