"""What sample customers and agents say in the pictures of each language."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Script:
    """What is said in the pictures of one language."""

    texter: str
    text: str
    answer: str
    note: str
    mailer: str
    subject: str
    mail: str
    draft: str
    offered: str
    offer: str
    caller: str


SCRIPTS = {
    "en": Script(
        texter="rosa.martinez",
        text="Hello, the motor of my Glide 7 stops on hills since yesterday. Can you look at it this week?",
        answer="Hello Rosa, of course. Thursday at 10 there is a free place in the workshop. Does that suit you?",
        note="Third contact this month: please treat with priority.",
        mailer="hubert.wolfe",
        subject="Invoice 1183: wrong name",
        mail="Dear team,\n\nmy name is misspelt on invoice 1183. Could you correct it?\n\nKind regards\nHubert",
        draft="Dear Mr Wolfeschlegelsteinhausenbergerdorff,\n\nthe corrected invoice is attached.",
        offered="alex.rivera",
        offer="My Gravel 2 is four weeks old now. When can I bring it for the first inspection?",
        caller="alex.rivera",
    ),
    "zh-CN": Script(
        texter="wang.xiaoming",
        text="您好，我的通勤 3 昨天开始刹车有异响，这周能安排检修吗？",
        answer="王先生您好，可以的。周四上午十点车间有空位，您看方便吗？",
        note="本月第三次联系，请优先处理。",
        mailer="yuanyang.trade",
        subject="三十辆通勤车年度保养的发票抬头",
        mail="您好：\n\n年度保养合同的发票抬头有误，烦请重新开具。\n\n此致\n上海远洋国际贸易有限公司浦东分公司",
        draft="您好：\n\n更正后的发票请见附件。",
        offered="zhou.xiaoyu",
        offer="折叠 1 的链条有点松，什么时候可以来店里调一下？",
        caller="zhou.xiaoyu",
    ),
}
