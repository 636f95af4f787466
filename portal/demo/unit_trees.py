"""The unit trees of the organisations, three tiers each."""

from portal.demo.shapes import Unit


def _tree(root: Unit, *branches: tuple[Unit, ...]) -> tuple[Unit, ...]:
    return (root, *(unit for branch in branches for unit in branch))


def _root(name: str, name_en: str) -> Unit:
    return Unit("root", name, name_en, 1, "")


def _branch(key: str, name: str, name_en: str, *teams: tuple[str, str, str]) -> tuple[Unit, ...]:
    """Return a department with its teams; a team is key, name and English name."""
    return (Unit(key, name, name_en, 2, "root"), *(Unit(team, zh, en, 3, key) for team, zh, en in teams))


UNITS: dict[str, tuple[Unit, ...]] = {
    "lankuang": _tree(
        _root("岚阳矿业集团有限公司", "Lanyang Mining Group Co., Ltd."),
        _branch(
            "petitions",
            "信访办公室",
            "Petitions Office",
            ("reception", "来访接待组", "Reception Team"),
            ("followup", "督查回访组", "Follow-up Team"),
        ),
        _branch(
            "labour",
            "人力资源部",
            "Human Resources Department",
            ("pensions", "社会保险科", "Social Insurance Section"),
            ("pay", "薪酬科", "Pay Section"),
        ),
        _branch("housing", "房产与移交办公室", "Housing and Handover Office"),
        _branch(
            "restructuring",
            "改制遗留事务办公室",
            "Restructuring Affairs Office",
            ("archives", "档案组", "Archives Team"),
        ),
        _branch("discipline", "监督检查室", "Supervision Office"),
        _branch(
            "general",
            "综合部",
            "General Department",
            ("systems", "信息科", "Information Section"),
        ),
    ),
    "qingshigou": _tree(
        _root("青石沟煤矿", "Qingshigou Coal Mine"),
        _branch(
            "petitions",
            "群众工作科",
            "Public Liaison Section",
            ("reception", "来访接待室", "Reception Room"),
        ),
        _branch("labour", "劳动工资科", "Labour and Pay Section"),
        _branch(
            "production",
            "生产技术部",
            "Production Department",
            ("mining2", "采煤二队", "Mining Team 2"),
            ("driving1", "掘进一队", "Driving Team 1"),
        ),
        _branch(
            "safety",
            "安全健康部",
            "Safety and Health Department",
            ("ventilation", "通风区", "Ventilation Section"),
        ),
        _branch(
            "survey",
            "地测与沉陷办公室",
            "Survey and Subsidence Office",
            ("villages", "村矿协调组", "Village Liaison Team"),
        ),
        _branch("general", "综合办公室", "General Office"),
    ),
    "donglu": _tree(
        _root("东麓选煤厂", "Donglu Coal Preparation Plant"),
        _branch(
            "petitions",
            "综合管理部",
            "General Management Department",
            ("reception", "信访接待岗", "Reception Desk"),
        ),
        _branch(
            "washing",
            "生产部",
            "Production Department",
            ("wash1", "洗选一车间", "Washing Workshop 1"),
            ("storage", "储运车间", "Storage and Loading Workshop"),
        ),
        _branch(
            "environment",
            "安全环保部",
            "Safety and Environment Department",
            ("dust", "除尘班", "Dust Control Team"),
        ),
        _branch("labour", "人力资源部", "Human Resources Department"),
    ),
    "redian": _tree(
        _root("岚阳热电有限公司", "Lanyang Thermal Power Co., Ltd."),
        _branch(
            "petitions",
            "综合管理部",
            "General Management Department",
            ("hotline", "供热热线组", "Heating Hotline Team"),
        ),
        _branch(
            "heating",
            "供热分公司",
            "Heating Branch",
            ("network", "热网检修班", "Network Repair Team"),
            ("billing", "收费服务组", "Billing Team"),
        ),
        _branch(
            "generation",
            "生产技术部",
            "Generation Department",
            ("ash", "灰场管理班", "Ash Yard Team"),
        ),
        _branch("environment", "安全环保部", "Safety and Environment Department"),
        _branch("labour", "人力资源部", "Human Resources Department"),
    ),
    "huagong": _tree(
        _root("岚阳化工有限公司", "Lanyang Chemical Co., Ltd."),
        _branch(
            "petitions",
            "公共事务部",
            "Public Affairs Department",
            ("neighbours", "厂邻联络组", "Neighbour Liaison Team"),
        ),
        _branch(
            "environment",
            "安全环保部",
            "Safety and Environment Department",
            ("monitoring", "环境监测站", "Monitoring Station"),
        ),
        _branch(
            "production",
            "生产部",
            "Production Department",
            ("synthesis", "合成车间", "Synthesis Workshop"),
            ("water", "污水处理站", "Waste Water Station"),
        ),
        _branch("labour", "人力资源部", "Human Resources Department"),
    ),
    "xinfang": _tree(
        _root("岚阳县信访局", "Lanyang County Petition Office"),
        _branch(
            "letters",
            "办信股",
            "Letters Section",
            ("web", "网上信访岗", "Online Desk"),
        ),
        _branch(
            "visits",
            "接访股",
            "Visits Section",
            ("hall", "接待大厅", "Reception Hall"),
        ),
        _branch(
            "supervision",
            "督查股",
            "Supervision Section",
            ("review", "复查复核岗", "Review Desk"),
        ),
        _branch("general", "办公室", "General Office"),
    ),
    "qingtang": _tree(
        _root("青塘镇人民政府", "Qingtang Town People's Government"),
        _branch(
            "petitions",
            "群众来访办公室",
            "Petitions Office",
            ("hall", "便民服务中心窗口", "Service Centre Desk"),
        ),
        _branch("land", "自然资源所", "Land Office"),
        _branch(
            "welfare",
            "民生保障办公室",
            "Welfare Office",
            ("housing", "危房改造岗", "Housing Repair Desk"),
        ),
        _branch(
            "farming",
            "农业农村办公室",
            "Rural Affairs Office",
            ("accounts", "农经站", "Rural Accounts Station"),
        ),
        _branch("general", "党政综合办公室", "General Office"),
    ),
    "renshe": _tree(
        _root("岚阳县人力资源和社会保障局", "Lanyang County Human Resources and Social Security Bureau"),
        _branch(
            "petitions",
            "信访与政策法规股",
            "Petitions and Law Section",
            ("hall", "政务大厅窗口", "Service Hall Desk"),
        ),
        _branch(
            "pensions",
            "养老保险股",
            "Pension Section",
            ("transfer", "关系转移岗", "Transfer Desk"),
        ),
        _branch("injury", "工伤与失业保险股", "Injury and Unemployment Section"),
        _branch(
            "inspection",
            "劳动保障监察大队",
            "Labour Inspection Team",
            ("wages", "根治欠薪专班", "Wage Arrears Team"),
        ),
        _branch("general", "办公室", "General Office"),
    ),
    "ziran": _tree(
        _root("岚阳县自然资源局", "Lanyang County Natural Resources Bureau"),
        _branch("petitions", "政策法规与信访股", "Law and Petitions Section"),
        _branch(
            "rights",
            "确权登记股",
            "Registration Section",
            ("certificates", "不动产登记窗口", "Title Registration Desk"),
        ),
        _branch(
            "geology",
            "地质环境与矿管股",
            "Geology and Mining Section",
            ("subsidence", "沉陷监测岗", "Subsidence Monitoring Desk"),
        ),
        _branch("land", "耕地保护与用地股", "Farmland Section"),
        _branch("general", "办公室", "General Office"),
    ),
    "lianxi": _tree(
        _root("岚阳矿区联席会议秘书处", "Secretariat of the Lanyang Mining-Area Joint Conference"),
        _branch(
            "meetings",
            "会务与纪要组",
            "Meetings and Minutes Team",
            ("rooms", "线上会场岗", "Online Room Desk"),
        ),
        _branch(
            "coordination",
            "协调督办组",
            "Coordination Team",
            ("ledger", "责任台账岗", "Ledger Desk"),
        ),
    ),
}
