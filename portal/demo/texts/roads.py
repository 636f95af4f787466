"""Roads, lorries, arrears and building faults."""

from portal.demo.shapes import Topic

TOPICS: tuple[Topic, ...] = (
    Topic(
        key="road_broken",
        category="1101",
        tenants=("qingtang", "xinfang", "donglu", "qingshigou"),
        titles=("{road}被运煤车压坏要求修复", "{road}{metres}路面塌陷影响通行"),
        text=(
            "{road}[从桥头到加油站那一截|从{village}口子往南{metres}]，让拉煤的大车[压得坑连坑，"
            "最深的能没过小腿|轧出两道沟]。下雨全是泥汤，[{recent_day}有个骑电动车的摔进去，脸都破了|"
            "校车绕着走，孩子六点就得起]。说是[等路政立项|企业和镇里各出一半，谁也没有先出]。"
            "请先拉几车石子垫一垫，再定什么时候大修。"
        ),
        briefs=("{road}全是坑，摔了好几个人了。",),
        found="现场勘查，{metres}路面损坏严重，主要由重载运煤车辆碾压造成，修复资金分担意见未统一",
        agree="先行填补坑槽、设置限速标志，由受益企业按运量分担费用，三个月内完成路面翻修",
        explain="该路段已列入县乡公路改造计划，计划下一年度开工；开工前由镇里和企业每月巡查填补",
        crowd=True,
        anonymous=True,
        plants=("qingshigou", "donglu"),
        weight=2,
    ),
    Topic(
        key="truck_safety",
        category="1102",
        tenants=("qingtang", "xinfang", "qingshigou", "donglu"),
        titles=("运煤车辆超速闯红灯要求治理", "学校门口运煤车辆多要求错峰"),
        text=(
            "{village}小学门口就是{road}，[上学放学的点，拉煤车一辆接一辆|大车下坡带着响，刹都刹不住]。"
            "{recent_day}[一个孩子过马路，差一点就挂上了|把路边的护栏撞断了两根]。家长们轮着在路口举牌子，"
            "[也不是个长法|风里雨里站了一个学期]。请让拉煤车躲开这半个钟头，[门口画个斑马线、装个减速带|"
            "查一查超速的]。"
        ),
        briefs=("学校门口拉煤车太多，差点出事。",),
        found="会同交警、学校和运输企业现场查看，上下学时段车流集中，减速和警示设施不足",
        agree="运煤车辆7时至8时、16时30分至17时30分绕行，校门口增设斑马线、减速带和测速设备，企业派员值守",
        explain="该路段为唯一运输通道，无法全时段绕行，已采取错峰和限速措施，并安排护学岗，绕行道路正在建设",
        crowd=True,
        anonymous=True,
    ),
    Topic(
        key="project_arrears",
        category="1103",
        tenants=("xinfang", "huagong", "redian", "lankuang"),
        titles=("拖欠工程款{large_sum}要求支付", "检修工程结算{few}年没有审完"),
        text=(
            "我是给{employer}干[零星维修|设备防腐]的小施工队，{past_year}完的工，验收单、签证单齐全，"
            "[审计减了两次，定下来还差{large_sum}|结算资料交上去，换了三个经办人]。"
            "我下面还有{people}个工人，[钱是我先垫的|每到年底堵着门要]。合同写的验收后[六个月|一年]付清。"
            "请安排对一次账，[哪怕分期，也给个时间表|该扣的扣，该付的付]。"
        ),
        briefs=("工程早就完工了，工程款还差{large_sum}。",),
        found="核对合同、签证和审定结算书，尚欠工程款属实，未付原因是质保金退还流程未启动",
        agree="欠款分两期支付，首期于十个工作日内付款，其余在两个月内付清，优先保障工人工资",
        explain=(
            "双方对一项签证工程量有分歧，已商定共同委托造价机构核定，核定后十五日内支付；无争议部分已先行支付"
        ),
    ),
    Topic(
        key="building_quality",
        category="1105",
        tenants=("xinfang", "lankuang", "qingtang"),
        titles=("{estate}新楼墙面渗水要求返修", "安置房墙体空鼓、地面起砂"),
        text=(
            "{estate}{building}交房不到{few}年，<外墙渗水，墙皮一碰就掉|卫生间往楼下漏>，<一下雨窗台就汪水|"
            "邻居装修敲开一看，墙里是空的，地面扫一回起一层砂>。开发单位[派人抹了两回腻子，换季又裂|"
            "说过了保修期，可防水是保五年的]。我们{households}户联名要求[找质监的来查|该砸的砸了重做]，"
            "不要再拿腻子糊弄。"
        ),
        briefs=(),
        found="组织质量监督机构入户抽查，<外墙防水层|墙体抹灰和地面面层>存在质量缺陷，仍在保修期内",
        agree="由施工单位制定返修方案，逐户签字确认后施工，两个月内完成，质监机构跟踪验收",
        explain=(
            "<渗水由住户自行开孔安装空调所致，不属于保修范围；施工单位同意免费提供一次封堵|"
            "起砂部位系住户装修时自行剔凿，不属于保修范围；其余空鼓点施工单位已免费修补>"
        ),
        crowd=True,
    ),
)
