"""What the hub says on the telephone, in English and Chinese."""

from hub.domain.calls import CallScript

_TEXTS = {
    "en": {
        "greeting": "Thank you for calling.",
        "position": "You are number {position} in line.",
        "next": "You are next in line.",
        "invalid": "Sorry, that is not one of the choices.",
        "voicemail": "We cannot take your call right now. Please leave a message after the tone, then hang up.",
        "thanks": "Thank you. We will call you back. Goodbye.",
        "offer": "Call for {queue} from {customer}. Press 1 to accept.",
        "dial": "Press 1 to call {customer}.",
        "gone": "The caller has left. Goodbye.",
        "no_answer": "There was no answer. Goodbye.",
        "consult": "{agent} asks you about {customer}. Press 1 to talk.",
        "callback": "Call back {customer} for {queue}. Press 1 to call.",
        "supervise": "Call of {agent} with {customer}. Press 1 to join.",
        "callback_offer": "To be called back without losing your place, press {digit}.",
        "callback_confirm": "We will call {number}. Press 1 and then the hash key to agree, "
        "or enter another number and then the hash key.",
        "callback_enter": "Enter the number we should call, and then the hash key.",
        "callback_invalid": "Sorry, that number cannot be called.",
        "callback_known": "We call that number back already.",
        "callback_refused": "Sorry, we cannot call you back now. Please hold the line.",
        "callback_set": "You keep your place in line, and we will call you back. Goodbye.",
        "turned_away": "We are sorry, nobody can take your call at the moment. Please call again later. Goodbye.",
        "sorry": "We are sorry, something went wrong. Please call again later.",
    },
    "zh-CN": {
        "greeting": "感谢您的来电。",
        "position": "您前面还有{ahead}位，您排在第{position}位。",
        "next": "您是下一位。",
        "invalid": "对不起，没有这个选项。",
        "voicemail": "现在无法接听您的电话。请在提示音后留言，说完请挂机。",
        "thanks": "谢谢，我们会回电给您。再见。",
        "offer": "{queue}来电，客户{customer}。接听请按1。",
        "dial": "呼叫{customer}请按1。",
        "gone": "对方已挂机。再见。",
        "no_answer": "无人接听。再见。",
        "consult": "{agent}就客户{customer}向您咨询。通话请按1。",
        "callback": "请为{queue}回拨客户{customer}。呼叫请按1。",
        "supervise": "{agent}与客户{customer}的通话。加入请按1。",
        "callback_offer": "如需保留排队位置并由我们回电，请按{digit}。",
        "callback_confirm": "我们将拨打{number}。同意请按1和井号键，或输入其他号码后按井号键。",
        "callback_enter": "请输入我们应拨打的号码，然后按井号键。",
        "callback_invalid": "对不起，无法拨打该号码。",
        "callback_known": "该号码已在回电队列中。",
        "callback_refused": "对不起，目前无法回电，请继续等待。",
        "callback_set": "您的排队位置已保留，我们会给您回电。再见。",
        "turned_away": "非常抱歉，目前无人能接听您的电话，请稍后再拨。再见。",
        "sorry": "非常抱歉，系统出现问题，请稍后再拨。",
    },
}


def language_of(script: CallScript, language: str) -> str:
    """Choose between the languages we speak: the caller's, else the line's."""
    wanted = language or script.default_language
    return "zh-CN" if wanted.lower().startswith("zh") else "en"


def spoken(key: str, language: str, **values: object) -> str:
    """Return one of our sentences."""
    return _TEXTS[language][key].format(**values)


def scripted(texts: dict[str, str], language: str, default: str) -> str:
    """Return the line's own wording for a language, or in its short form, or `default`."""
    return texts.get(language) or texts.get(language.split("-", maxsplit=1)[0]) or default
