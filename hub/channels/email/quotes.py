"""Splits what somebody wrote from the history below it, a line at a time, in time linear in the length."""

from dataclasses import dataclass

_LONGEST = 200_000
_LONGEST_LINE = 2_000

_WROTE = (
    "wrote:", "writes:", "said:", "schrieb:", "geschrieben:", "a écrit :", "a écrit:", "a ecrit :", "escribió:",
    "escribio:", "ha scritto:", "scrisse:", "escreveu:", "skrev:", "skriver:", "schreef:", "geschreven:",
    "kirjoitti:", "napisał(a):", "napisał:", "napsal(a):", "написал:", "написала:", "пишет:", "написал(а):", "写道：",
    "写道:", "寫道：", "寫道:", "書きました:", "書きました：", "のメール:", "のメール：", "작성:", "님이 작성:",
    "yazdı:", "a scris:", "đã viết:", "เขียน:", "οὕτως ἔγραψεν:", "έγραψε:", "כתב:", "كتب:",
)  # fmt: skip
_WROTE_INSIDE = (" schrieb ", " skrev ", " schreef ", " kirjoitti ")
_ATTRIBUTION_STARTS = (
    "on ", "am ", "le ", "el ", "il ", "em ", "den ", "op ", "dne ", "w dniu ", "dnia ", "ma ", "la ", "vào ", "på ",
    "ons ", "в ", "at ", "在", "于", "於", "20", "19", "am:", "il giorno ", "em seg", "em ter",
)  # fmt: skip
_DASHED = (
    "original message", "original appointment", "forwarded message", "ursprüngliche nachricht", "originalnachricht",
    "weitergeleitete nachricht", "message d'origine", "message d’origine", "message original", "mensaje original",
    "messaggio originale", "mensagem original", "oorspronkelijk bericht", "ursprungligt meddelande",
    "oprindelig meddelelse", "alkuperäinen viesti", "wiadomość oryginalna", "původní zpráva", "исходное сообщение",
    "пересылаемое сообщение", "原始邮件", "原始郵件", "邮件原件", "原邮件", "转发邮件", "轉寄郵件", "转发的邮件",
    "回复的原邮件", "元のメッセージ", "원본 메시지", "원본 메일",
)  # fmt: skip
# The block that Outlook and the Chinese programs put above what they quote: From, then Sent or Date, To, Subject.
_FROM = (
    "from:", "von:", "de :", "de:", "da:", "van:", "från:", "fra:", "lähettäjä:", "od:", "от:", "发件人:", "发件人：",
    "寄件者:", "寄件者：", "寄件人:", "寄件人：", "差出人:", "差出人：", "보낸 사람:", "보낸사람:",
)  # fmt: skip
_OTHER_FIELDS = (
    "sent:", "date:", "to:", "cc:", "subject:", "reply-to:", "gesendet:", "datum:", "an:", "betreff:", "envoyé :",
    "envoyé:", "date :", "à :", "à:", "objet :", "objet:", "enviado:", "fecha:", "para:", "asunto:", "inviato:", "a:",
    "oggetto:", "enviada:", "data:", "assunto:", "verzonden:", "aan:", "onderwerp:", "skickat:", "till:", "ämne:",
    "sendt:", "til:", "emne:", "wysłano:", "do:", "temat:", "отправлено:", "кому:", "тема:", "дата:", "发送时间:",
    "发送时间：", "发送日期:", "发送日期：", "日期:", "日期：", "时间:", "时间：", "收件人:", "收件人：", "抄送:",
    "抄送：", "主题:", "主题：", "傳送時間:", "寄件日期:", "寄件日期：", "收件者:", "收件者：", "主旨:", "主旨：",
    "送信日時:", "宛先:", "件名:", "보낸 날짜:", "받는 사람:", "제목:",
)  # fmt: skip
_SIGNED_BY_DEVICE = (
    "sent from my ", "get outlook for ", "von meinem ", "gesendet von ", "envoyé de mon ", "enviado desde mi ",
    "inviato da ", "发自我的", "来自我的", "從我的", "发自", "iphoneから送信", "나의 ",
)  # fmt: skip
_LINES_OF_ATTRIBUTION = 4
_MARKUP = str.maketrans("", "", "*_|")


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitText:
    """`reply` is never empty unless the whole text is; `quoted` and `signature` are what display may fold away.

    `lines` are those of the reply in the text, the first and the one behind the last; None for the whole text.
    """

    reply: str
    quoted: str = ""
    signature: str = ""
    lines: tuple[int, int] | None = None


def split_reply(text: str) -> SplitText:
    """For display only: the full text is what is kept."""
    if len(text) > _LONGEST:
        return SplitText(reply=text)
    lines = text.split("\n")
    keys = [line[:_LONGEST_LINE].strip().translate(_MARKUP).strip().lower() for line in lines]
    cut = _end_of_reply(lines, keys)
    start = _end_of_leading_quote(lines, keys, cut)
    signature = _start_of_signature(lines, keys, start, cut)
    reply = "\n".join(lines[start:signature]).strip()
    if not reply:
        return SplitText(reply=text.strip())
    quoted = "\n".join(lines[:start] + lines[cut:]).strip()
    signed = "\n".join(lines[signature:cut]).strip()
    return SplitText(
        reply=reply, quoted=quoted, signature=signed, lines=(start, signature) if quoted or signed else None
    )


def _end_of_reply(lines: list[str], keys: list[str]) -> int:
    """Where the history at the end begins. Answers written between quoted lines stay with what they answer."""
    is_quoted = [line.lstrip().startswith((">", "&gt;")) for line in lines]
    last = next((index for index in range(len(lines) - 1, -1, -1) if keys[index] and not is_quoted[index]), -1)
    for index in range(len(lines)):
        if _is_divider(keys, index):
            return index
        end = _attribution_end(keys, index)
        if end and _quotes_to_the_end(is_quoted, keys, end, last):
            return index
    return last + 1


def _is_divider(keys: list[str], index: int) -> bool:
    key = keys[index]
    if not key:
        return False
    if key[0] in "-—=" or key[-1] in "-—":
        words = key.strip("-—= ")
        if words in _DASHED or words.startswith(_DASHED):
            return True
    return key.startswith(_FROM) and _is_header_block(keys, index)


def _is_header_block(keys: list[str], index: int) -> bool:
    following = [key for key in keys[index + 1 : index + 7] if key]
    return sum(key.startswith(_OTHER_FIELDS) for key in following[:4]) >= 2


def _attribution_end(keys: list[str], index: int) -> int:
    """The line behind "On Monday, Li Wei wrote:", which programs break over several lines; 0 when there is none
    here.
    """
    if not keys[index]:
        return 0
    if _ends_attribution(keys[index]):
        return index + 1
    if not keys[index].startswith(_ATTRIBUTION_STARTS):
        return 0
    for end in range(index + 1, min(index + _LINES_OF_ATTRIBUTION, len(keys))):
        if not keys[end] or keys[end].startswith(">"):
            return 0
        if _ends_attribution(keys[end]):
            return end + 1
    return 0


def _ends_attribution(key: str) -> bool:
    if len(key) > 400:
        return False
    return key.endswith(_WROTE) or (key.endswith(":") and any(verb in key for verb in _WROTE_INSIDE))


def _quotes_to_the_end(is_quoted: list[bool], keys: list[str], start: int, last: int) -> bool:
    """Whether nothing new follows: all is quoted from here on, or the program does not mark quoted lines at all."""
    if start > last:
        return True
    first = next((index for index in range(start, len(keys)) if keys[index]), len(keys))
    return first < len(keys) and not is_quoted[first]


def _end_of_leading_quote(lines: list[str], keys: list[str], cut: int) -> int:
    """Where the answer begins that was written below the whole quoted mail; 0 unless there is just one quoted block,
    on top.
    """
    first = next((index for index in range(cut) if keys[index]), cut)
    end = _attribution_end(keys, first) if first < cut else 0
    at = end or first
    while at < cut and (not keys[at] or lines[at].lstrip().startswith(">")):
        at += 1
    has_quote = any(lines[index].lstrip().startswith(">") for index in range(end or first, at))
    is_interleaved = any(lines[index].lstrip().startswith(">") for index in range(at, cut))
    return at if has_quote and not is_interleaved else 0


def _start_of_signature(lines: list[str], keys: list[str], start: int, cut: int) -> int:
    for index in range(start, cut):
        if lines[index].rstrip("\r") in {"-- ", "--"} and any(keys[start:index]):
            return index
    end = cut
    while end > start and not keys[end - 1]:
        end -= 1
    is_device = end > start + 1 and len(keys[end - 1]) < 80 and keys[end - 1].startswith(_SIGNED_BY_DEVICE)
    return end - 1 if is_device else cut
