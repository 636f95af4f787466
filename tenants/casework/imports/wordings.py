"""How ledgers head their columns: wordings of offices and of message platforms, the usual one of a field
first.

Some stand under several fields (处理结果 is a verdict or a whole reply); there the cells decide.
"""

WORDINGS = {
    "received_at": (
        "来访日期|来访时间|来信日期|来信时间|来电时间|来电日期|信访日期|信访时间|留言时间|留言日期|收到日期|收到时间|收件日期|"
        "收文日期|接收时间|接收日期|接待日期|接待时间|接访日期|接访时间|提交时间|提交日期|反映时间|反映日期|投诉时间|投诉日期|"
        "上访日期|上访时间|登记日期|登记时间|受理日期|受理时间|交办日期|转办日期|发生日期|日期|时间|年月日|"
        "date received|received|received at|received on|date|registered|registered on|submitted|submitted at|visit date"
    ),
    "title": (
        "标题|主题|留言主题|留言标题|信访标题|信访主题|信访事由|来访事由|事由|案由|题目|信访事项|事项名称|事项|问题概要|概要|"
        "摘要|内容摘要|问题摘要|诉求摘要|title|subject|topic|summary|matter"
    ),
    "text": (
        "反映问题|留言详情|留言内容|详情|内容|正文|信访内容|来访内容|来信内容|来电内容|反映内容|反映事项|反映的问题|反映情况|"
        "反映主要问题|反映的主要问题|主要问题|主要诉求|诉求|诉求内容|诉求详情|信访诉求|具体诉求|问题描述|问题内容|投诉内容|"
        "事项内容|情况说明|主要内容|问题及诉求|反映问题及诉求|反映的问题及诉求|信访问题|信访事项|案情|内容摘要|"
        "text|content|contents|details|description|message|demand|complaint|body"
    ),
    "petitioner_name": (
        "信访人|信访人姓名|姓名|来访人|来访人姓名|来信人|来信人姓名|来电人|反映人|反映人姓名|投诉人|投诉人姓名|上访人|上访人姓名|"
        "当事人|诉求人|留言人|申请人|网友|网名|联系人|群众姓名|职工姓名|信访人员|来访人员|信访群众|"
        "name|petitioner|petitioner name|complainant|visitor"
    ),
    "phone": (
        "联系电话|电话|电话号码|手机|手机号|手机号码|联系方式|联系手机|来电号码|信访人电话|信访人联系电话|信访人联系方式|来访人电话|"
        "phone|telephone|mobile|phone number|contact|tel"
    ),
    "id_number": (
        "身份证号|身份证号码|身份证|公民身份号码|证件号码|证件号|居民身份证号|身份证件号码|信访人身份证号|"
        "id number|identity number|id card|id no"
    ),
    "address": (
        "住址|地址|家庭住址|家庭地址|联系地址|通讯地址|住所|现住址|居住地址|户籍地址|户籍地|信访人住址|信访人地址|单位或住址|"
        "address|home address|postal address"
    ),
    "channel": (
        "信访形式|信访方式|信访渠道|信访途径|来源|来源渠道|渠道|受理渠道|受理方式|反映方式|反映渠道|来访方式|来访形式|投诉方式|形式|"
        "方式|登记方式|诉求渠道|诉求来源|信访类型|信访类别|类型|channel|source|via|form"
    ),
    "category": (
        "问题类别|类别|分类|问题分类|问题类型|内容分类|内容类别|信访类别|诉求类别|诉求类型|诉求分类|事项类别|事项分类|事项类型|"
        "留言类型|留言分类|领域|一级分类|二级分类|三级分类|问题性质|类型|category|kind|subject category|type"
    ),
    "case_class": (
        "信访目的|性质|信访性质|事项性质|诉求性质|件类|信访分类|甄别结果|甄别意见|甄别分类|类型|信访类型|信访类别|诉求类型|分类|"
        "class|case class|nature|type"
    ),
    "place": (
        "问题属地|属地|事发地|事发地点|发生地|发生地点|事项发生地|问题发生地|问题地点|地点|所在地|所属区域|区域|涉及地点|责任区域|"
        "place|location|area|site"
    ),
    "reply": (
        "答复意见|答复内容|答复|回复|回复内容|回复意见|处理意见|办理意见|办理答复|处理答复|答复情况|回复情况|办理情况|处理情况|"
        "落实情况|处置情况|办结情况|办理过程|处理结果|办理结果|处理意见及结果|处理情况及结果|"
        "reply|answer|response|handling opinion|reply text"
    ),
    "replied_at": (
        "答复时间|答复日期|回复时间|回复日期|反馈日期|反馈时间|办结日期|办结时间|办毕日期|结案日期|结案时间|完成时间|完成日期|"
        "处理日期|处理时间|办理日期|办理时间|"
        "reply date|replied|replied at|replied on|date of reply|closed|closed on|answer date"
    ),
    "outcome": (
        "结果|办理结论|处理结论|结论|处理结果|办理结果|支持情况|是否支持|办结类型|办结方式|outcome|result|verdict|conclusion"
    ),
    "handler": (
        "承办人|经办人|办理人|处理人|责任人|承办人员|经办人员|接待人|接访人|接待人员|接访领导|包案领导|责任领导|登记人|承办单位|"
        "责任单位|承办部门|责任部门|办理单位|办理部门|处理部门|承办科室|主办单位|"
        "handler|handled by|officer|responsible|unit|department"
    ),
    "former_number": (
        "编号|留言编号|信访编号|信访件编号|登记编号|受理编号|案件编号|事项编号|件号|工单编号|工单号|原编号|来信编号|台账编号|登记号|"
        "受理号|单号|流水号|查询码|number|former number|case number|ticket|ticket number|reference|id"
    ),
    "anonymous": "是否匿名|匿名|anonymous|is anonymous",
}

LINE_NUMBERS = "序号|序|行号|no|sn"
"""Headings of a column that only counts the lines of this very file."""

NEVER_PART_OF = {
    "received_at": "截止|期限|时限|到期|应办|要求|计划|出生|被",
    "replied_at": "截止|期限|时限|到期|应|要求|计划|未",
    "petitioner_name": "被|承办|经办|接待|办理|处理|责任",
    "phone": "被|承办|经办|接待|办理|处理|责任|单位",
    "address": "被|邮箱|网址|单位",
    "anonymous": "实名",
}
"""Words that turn a heading into something else: 被反映人 is not the one who petitions, 应办结日期 not a reply."""
