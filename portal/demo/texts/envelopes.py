"""The usual sets of ticked items for a purpose: never more than the receiver needs, and how consent is given.

The demand in a clerk's words, category, place, day, channel and number of people always go along.
"""

NOTHING: tuple[str, ...] = ()
REACH = ("name", "phone")
IDENTIFIED = ("name", "phone", "id_number")
VISITED = ("name", "phone", "address")
WHOLE = ("name", "phone", "original_text")

BY_DUTY = ("statutory_duty", "依照信访工作职责转送，已书面告知信访人转给谁、提供了哪些内容。")
CONSENTS = {
    "letter": ("phone", "电话征得信访人同意，通话时间已记入办理记录。"),
    "web": ("online", "信访人网上提交时勾选同意向办理单位提供。"),
    "phone": ("phone", "来电时征得同意，并在回电时再次核对。"),
    "visit": ("in_person", "来访时当面征得同意，登记表已勾选签字。"),
    "email": ("written", "信访人回复邮件表示同意，邮件已存档。"),
    "drop_box": ("phone", "按所留电话联系，征得信访人同意。"),
    "outreach": ("in_person", "下访时当面说明提供的内容和单位，信访人同意。"),
}
SERVICE = {
    "letter": "post",
    "web": "online",
    "phone": "message",
    "visit": "in_person",
    "email": "online",
    "drop_box": "message",
    "outreach": "in_person",
}
