"""What the columns of a customer list may fill, with the headings by which they are known."""

from collections.abc import Sequence

from hub.domain.customer_fields import CustomerField
from hub.services.imports.kind import ImportField

ATTRIBUTE = "attribute:"

OWN = (
    ImportField(
        name="name",
        en="Name",
        zh="姓名",
        aliases=("full name", "customer", "名字", "名称", "客户", "客户姓名", "客户名称"),
    ),
    ImportField(name="kind", en="Kind", zh="类型", aliases=("客户类型",)),
    ImportField(name="language", en="Language", zh="语言"),
    ImportField(name="time_zone", en="Time zone", zh="时区", aliases=("timezone",)),
    ImportField(
        name="birthday",
        en="Birthday",
        zh="生日",
        aliases=("birth date", "date of birth", "dob", "出生日期", "出生年月日"),
    ),
    ImportField(
        name="phone",
        en="Phone",
        zh="手机",
        aliases=(
            "mobile",
            "telephone",
            "tel",
            "cell",
            "phone number",
            "mobile phone",
            "手机号",
            "手机号码",
            "电话",
            "电话号码",
            "联系电话",
        ),
        joins=True,
    ),
    ImportField(
        name="email",
        en="E-mail",
        zh="邮箱",
        aliases=("mail", "email address", "电子邮箱", "电子邮件", "邮件"),
        joins=True,
    ),
    ImportField(name="tags", en="Tags", zh="标签", aliases=("tag", "labels"), joins=True),
    ImportField(name="lifecycle", en="Lifecycle", zh="生命周期", aliases=("阶段",)),
    ImportField(name="team", en="Team", zh="团队", aliases=("小组",)),
    ImportField(name="owner", en="Owner", zh="负责人", aliases=("agent", "归属", "归属人", "客服", "owner agent id")),
    ImportField(
        name="organisation",
        en="Organisation",
        zh="所属单位",
        aliases=("organization", "company", "公司", "单位", "organisation id"),
    ),
    ImportField(name="source", en="Source", zh="来源", aliases=("客户来源",)),
    ImportField(name="notes", en="Notes", zh="备注", aliases=("note", "remarks", "comment", "说明")),
    ImportField(
        name="external_id",
        en="External id",
        zh="外部编号",
        aliases=("id", "customer id", "external ids", "编号", "客户编号", "客户号", "会员号"),
        joins=True,
    ),
)
COLUMNS = tuple(each.name for each in OWN)


def customer_columns(definitions: Sequence[CustomerField]) -> Sequence[ImportField]:
    """The own fields, then a field for each active attribute."""
    return (
        *OWN,
        *(
            ImportField(
                name=f"{ATTRIBUTE}{each.key}",
                en=each.label_en or each.key,
                zh=each.label_zh or each.key,
                aliases=(each.key,),
            )
            for each in definitions
            if each.active
        ),
        ImportField(name=ATTRIBUTE, en="Another attribute", zh="其他属性"),
    )
