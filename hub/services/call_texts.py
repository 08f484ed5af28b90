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
