"""Matters that belong to a court, an arbitration or a reconsideration."""

from portal.demo.shapes import Topic

TOPICS: tuple[Topic, ...] = (
    Topic(
        key="lawsuit_wage",
        category="1501",
        tenants=("xinfang", "renshe", "lankuang"),
        titles=("劳动争议法院已立案，要求单位先行赔付", "与{employer}的官司未判，要求先支付工资"),
        text=(
            "我跟{employer}的劳动争议，[{last_month}法院立了案，还没有开庭|一审判了，我上诉了]。"
            "开庭一拖再拖，[律师费都垫进去了|家里等着用钱]。想请你们跟单位说一说，先把钱给我，"
            "[官司该怎么打怎么打|以后多退少补]。"
        ),
        briefs=("官司还没有打完，能不能先给点钱？",),
        found="",
        agree=(
            "您反映的事项已由人民法院立案审理，依法应当通过诉讼程序解决，我们不再另行受理。"
            "审理中的疑问可以向承办法院咨询；生活确有困难的，可以向户籍地司法所申请法律援助"
        ),
        explain="",
    ),
    Topic(
        key="judgment_enforcement",
        category="1502",
        tenants=("xinfang", "qingtang"),
        titles=("判决生效{months}个月没有执行到位", "{contractor}欠款判决后一直没有执行"),
        text=(
            "法院判{contractor}给我{large_sum}，判决生效{months}个月了，[申请了强制执行，"
            "说没有可供执行的财产|只执行了一万多]。可是[老板照样开着车接工程|他在别的工地还有设备]。"
            "请你们帮着催一催法院，[把线索交上去|有个进展]。"
        ),
        briefs=(),
        found="",
        agree=(
            "您反映的事项属于人民法院执行案件，依法应当通过执行程序解决，我们不予受理。"
            "您掌握的财产线索可以直接书面提交执行法院，也可以申请执行监督"
        ),
        explain="",
    ),
    Topic(
        key="arbitration_pending",
        category="1504",
        tenants=("renshe", "xinfang"),
        titles=("劳动仲裁已受理，要求催促裁决", "与{employer}的劳动仲裁迟迟没有裁决"),
        text=(
            "我{two_back}向仲裁委申请仲裁，要求{employer}[支付加班费|补缴社会保险]，[受理通知书拿到了，"
            "开庭改了两次|开完庭一个多月没有裁]。请问能不能快一点，[不行就先调解|我家里等着用钱]。"
        ),
        briefs=(),
        found="",
        agree=(
            "您反映的事项已由劳动人事争议仲裁委员会受理，依法应当通过仲裁程序处理，我们不再另行受理。"
            "办理期限和开庭安排可以向仲裁委书记员查询，对逾期未裁决的，可以向人民法院起诉"
        ),
        explain="",
    ),
    Topic(
        key="reconsideration",
        category="1505",
        tenants=("ziran", "xinfang"),
        titles=("对不予登记决定申请复议期间的咨询", "{village}宅基地不予登记，已申请复议"),
        text=(
            "我对{village}那块宅基地的不予登记决定不服，[已经交了行政复议申请|上周复议机关收了材料]，"
            "[不知道什么时候有结果|想问这段时间能不能先给办]。邻居的都办了，就剩我家，请帮忙看看。"
        ),
        briefs=(),
        found="",
        agree=(
            "您反映的事项已经申请行政复议，依法应当通过行政复议程序处理，我们不再另行受理。"
            "进展可以向复议机关查询，对复议决定不服的，可以依法提起行政诉讼"
        ),
        explain="",
    ),
)
