"""What an envelope can hold, and the usual sets for a purpose: never more than the receiver needs."""

ITEMS = {
    "summary": "诉求摘要（由承办人摘写）",
    "facts": "与所请事项有关的时间、地点、金额",
    "name": "姓名",
    "phone": "联系电话",
    "id_number": "身份证号码",
    "address": "家庭住址",
    "original_text": "诉求原文",
}
PERSONAL_ITEMS = frozenset({"name", "phone", "id_number", "address", "original_text"})

CORE = ("summary", "facts")
REACH = (*CORE, "name", "phone")
IDENTIFIED = (*CORE, "name", "phone", "id_number")
VISITED = (*CORE, "name", "phone", "address")
WHOLE = (*CORE, "name", "phone", "original_text")
