"""What simulated customers want, and what simulated agents answer."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    """Which queue a story belongs to; `SUPPORT` is the queue of the person who tries the demo."""

    SUPPORT = "support"
    ORDERS = "orders"
    BILLING = "billing"


@dataclass(frozen=True, kw_only=True)
class Story:
    """One conversation: the customer's turns, and an agent's answers to them (none where a person answers)."""

    topic: Topic
    chinese: bool = False
    subject: str
    says: tuple[str, ...]
    answers: tuple[str, ...] = ()


STORIES = (
    Story(
        topic=Topic.SUPPORT,
        subject="Rear brake squeaks",
        says=(
            "Hi! My rear brake started to squeak yesterday, even on dry roads. Is it safe to ride?",
            "It is the hydraulic one. Could I come by this week?",
            "Thursday afternoon is perfect. Thank you so much!",
        ),
    ),
    Story(
        topic=Topic.SUPPORT,
        subject="Battery does not charge past 80 %",
        says=(
            "Hello, the battery of my e-bike stops charging at 80 %. The lamp stays orange. What can I do?",
            "I already tried another socket. The charger gets quite warm.",
            "Great, I will bring it in. Thanks for the quick help.",
        ),
    ),
    Story(
        topic=Topic.SUPPORT,
        subject="Lost key of my lock",
        says=(
            "Good morning, I lost the key of the frame lock. The key number is 4471. Can you order another one?",
            "Yes, please send it to my address on file.",
            "Wonderful, have a nice day!",
        ),
    ),
    Story(
        topic=Topic.SUPPORT,
        subject="First inspection",
        says=(
            "Hey, when is the first inspection of my bike due, and do I need an appointment?",
            "Next Saturday at ten would suit me.",
            "Thanks! See you then.",
        ),
    ),
    Story(
        topic=Topic.SUPPORT,
        chinese=True,
        subject="变速器跳挡",
        says=(
            "您好，我的车爬坡的时候变速器总是跳挡，请问需要送到店里检修吗？",
            "大概骑了两千公里，一直没有保养过。",
            "好的，那我周六上午过来，谢谢！",
        ),
    ),
    Story(
        topic=Topic.SUPPORT,
        chinese=True,
        subject="儿童座椅怎么安装",
        says=(
            "你好，上次买的儿童座椅不知道怎么装，有没有安装说明或者视频？",
            "座椅型号是 KS-20，后货架的。",
            "收到了，太感谢了！",
        ),
    ),
    Story(
        topic=Topic.SUPPORT,
        chinese=True,
        subject="刹车油漏了",
        says=(
            "前刹车的把手附近有油渗出来，还能骑吗？",
            "我离店大概三公里，可以推过去。",
            "明白了，我马上过来，辛苦了。",
        ),
    ),
    Story(
        topic=Topic.ORDERS,
        subject="Where is my order 1183?",
        says=(
            "Hi, I ordered a pannier set last week (order 1183). When will it be shipped?",
            "Could it be delivered to the neighbour if I am out?",
            "Perfect, thank you!",
        ),
        answers=(
            "Thanks for writing! Order 1183 is packed and leaves our warehouse today; it should arrive tomorrow.",
            "Of course, I have noted the neighbour for the courier. Anything else?",
            "My pleasure. Enjoy the ride!",
        ),
    ),
    Story(
        topic=Topic.ORDERS,
        subject="Change the colour of my order",
        says=(
            "Hello, is it still possible to change my order from black to sage green?",
            "Waiting two more days is fine for me.",
            "Thanks a lot!",
        ),
        answers=(
            "Good that you ask now: sage green is possible and takes two more days. Shall I change it?",
            "Done, you get a new confirmation by mail in a minute.",
        ),
    ),
    Story(
        topic=Topic.ORDERS,
        chinese=True,
        subject="订单什么时候发货",
        says=(
            "您好，订单 2067 什么时候能发货？我周末想用。",
            "可以改成到店自取吗？",
            "太好了，谢谢你！",
        ),
        answers=(
            "您好！订单 2067 今天已出库，预计后天送达。",
            "可以，已经为您改成到店自取，明天下午三点以后都可以来。",
            "不客气，祝您骑行愉快！",
        ),
    ),
    Story(
        topic=Topic.ORDERS,
        chinese=True,
        subject="追加五辆通勤车",
        says=(
            "我们公司想再追加五辆通勤车，价格和上次一样吗？",
            "下个月初交货就可以。",
            "好的，等你们的报价单。",
        ),
        answers=(
            "感谢您的信任！五辆及以上可以享受上次的合同价。请问希望什么时候交货？",
            "没问题，报价单今天下班前发到您的邮箱。",
        ),
    ),
    Story(
        topic=Topic.BILLING,
        subject="Invoice shows the wrong address",
        says=(
            "Hi, my last invoice still shows our old address. Could you correct it?",
            "It is 12 Pier Street, 2nd floor.",
            "Great, thanks.",
        ),
        answers=(
            "Sorry about that! Could you tell me the right address, please?",
            "Thank you, the corrected invoice is on its way to you.",
        ),
    ),
    Story(
        topic=Topic.BILLING,
        subject="Charged twice for the subscription",
        says=(
            "I think I was charged twice for my subscription this month. Can you check?",
            "The second one is from the 14th.",
            "That was quick, thank you!",
        ),
        answers=(
            "I am looking at it right now. Which of the two charges do you not recognise?",
            "You are right: the one of the 14th was a mistake, the money goes back today.",
        ),
    ),
    Story(
        topic=Topic.BILLING,
        chinese=True,
        subject="押金什么时候退",
        says=(
            "月租车上周已经还了，请问押金什么时候退？",
            "退到原来的支付方式就行。",
            "好的，谢谢。",
        ),
        answers=(
            "您好，车辆已经验收完成，押金今天可以退。退到原支付方式可以吗？",
            "已经提交，一到三个工作日到账。",
        ),
    ),
)

FALLBACK = {
    False: (
        "Thank you for getting in touch! I am looking into it and get back to you in a moment.",
        "I have taken care of it. Is there anything else I can do for you?",
        "You are welcome. Have a good day!",
    ),
    True: (
        "感谢您的联系！我马上为您查询，请稍等。",
        "已经为您处理好了，请问还有其他可以帮您的吗？",
        "不客气，祝您生活愉快！",
    ),
}

CALL_ANSWERS = {
    False: ("Harbour Cycles, good day! How can I help you?", "Let me check that. Yes, that is done.", "Goodbye!"),
    True: ("您好，港湾单车，请问有什么可以帮您？", "我查一下……好的，已经为您办好了。", "再见！"),
}

VOICEMAIL = {
    False: "Hello, this is {name}. {text} Please call me back. Bye!",
    True: "你好，我是{name}。{text}请给我回电话，谢谢，再见。",
}


def answers_to(opening: str, *, chinese: bool) -> tuple[str, ...]:
    """What an agent says to a customer who began with these words."""
    story = next((each for each in STORIES if each.says[0] == opening.strip()), None)
    return story.answers if story and story.answers else FALLBACK[chinese]


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return any("\u4e00" <= char <= "\u9fff" for char in text)
