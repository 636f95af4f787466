"""What plants and villages owe each other."""

from portal.demo.shapes import Topic

TOPICS: tuple[Topic, ...] = (
    Topic(
        key="village_agreement",
        category="1301",
        tenants=("qingtang", "qingshigou", "huagong", "redian", "xinfang"),
        titles=("村企协议约定的{road}硬化没有兑现", "要求履行{past_year}村企共建协议"),
        text=(
            "{past_year}{plant}占地建厂时跟{village}签的共建协议，[写明修一条路、打一眼井、"
            "每年给村里老人发米面|五条里办了两条]，剩下的[换了两任厂长就没有人认了|说公司效益不好往后放]。"
            "协议上章是公章，字是当面签的。我们不多要，[一条一条对着办就行|办不了的也说个理由，"
            "坐下来重新商量]。"
        ),
        briefs=(),
        found="查阅{past_year}村企协议，共五项约定，已履行三项，道路硬化和慰问物资两项未按期履行",
        agree="道路硬化列入本年度工程，{metres}路段于三个月内完工；慰问物资自本季度起按协议发放",
        explain="协议约定的道路因线路改建不再具备施工条件，经村民代表会议同意，改为修建排水渠，工程已完成招标",
        crowd=True,
        plants=("qingshigou", "huagong", "redian", "donglu"),
    ),
    Topic(
        key="local_jobs",
        category="1302",
        tenants=("qingtang", "huagong", "qingshigou", "redian", "renshe"),
        titles=("{plant}承诺的{people}个本地用工岗位未兑现", "{village}年轻人应聘{plant}屡次不过"),
        text=(
            "{plant}占地的时候说[优先招本村的|一户解决一个就业]，现在厂子开起来{few}年了，"
            "[村里只有三个看大门、扫院子的|招工简章上写的大专以上，把人都挡在外面]。"
            "我们村的年轻人[有驾照的、会电焊的都有|去年十几个人报名，一个没要]。不是要求特殊照顾，"
            "是当初说过的话要算数，[培训培训再上岗也行|名额公开，大家凭本事考]。"
        ),
        briefs=(),
        found="核对用地协议和在岗人员名册，协议约定本地用工比例不低于三成，目前实际为一成多，未达到约定",
        agree="由{plant}拿出一批辅助岗位定向招聘，人社部门免费组织培训，报名和录用结果在村里公示",
        explain=(
            "协议约定为“同等条件下优先”，近两次招聘岗位需持特种作业证；已商定由人社部门开设取证培训班，"
            "结业后优先推荐"
        ),
        crowd=True,
        plants=("huagong", "qingshigou", "redian"),
    ),
    Topic(
        key="access_dispute",
        category="1303",
        tenants=("qingtang", "redian", "donglu", "qingshigou"),
        titles=("{plant}围墙堵了{village}下地的路", "运煤专线施工截断{village}灌溉渠"),
        text=(
            "{plant}<新砌的围墙|修专线的路基>把我们{village}<下地走了几十年的路堵了，绕一圈多走两公里|"
            "浇地的水渠截成两段>。<春天送粪、秋天拉庄稼，三轮车根本绕不过去|下游的地浇不上水，苗都快旱死了>"
            "。施工的时候跟项目上说过，[说留个涵洞，后来没有留|图上没有标]。请来人看看，开个口子、埋根管子，"
            "花不了多少钱，解决大问题。"
        ),
        briefs=(),
        found="现场查看，原有<生产路|灌溉渠>被阻断，施工图纸漏标，影响耕地约{mu}",
        agree="由{plant}<沿围墙新修四米宽生产路|埋设过水涵管、接通渠道>，于下一农时前完工",
        explain=(
            "<围墙在已批准用地红线以内，原路占用部分已补偿；考虑到耕作不便，已开设便门，早六点至晚八点通行|"
            "路基按批准图纸施工，已在上游修建替代渠道，水量经村组试水能够满足浇灌>"
        ),
        crowd=True,
        plants=("donglu", "redian", "qingshigou"),
    ),
    Topic(
        key="shared_facilities",
        category="1304",
        tenants=("qingtang", "huagong", "redian", "qingshigou"),
        titles=("建议{plant}与{village}共用污水处理设施", "建议厂区与村口之间增设路灯和公交站"),
        text=(
            "{plant}到{village}这一段路<生活污水就往沟里排，夏天臭得很|没有路灯，"
            "下{shift}的工人和放学的孩子都走>。厂里<自己有污水站，能力还有富余|电是现成的>。"
            "建议企业和村里合起来办：<村里的管子接进去，费用按量算|厂里出电，村里出工，装二十来盏灯，"
            "再加个公交站牌>。村里人受益，厂里跟周边的关系也好处。"
        ),
        briefs=(),
        found="会同镇村到现场勘查，<生活污水直排|路段照明不足>情况属实，共建具备条件",
        agree=(
            "采纳建议，由{plant}和村里签订共建协议，<污水接入委托设计后实施|路灯于两个月内安装，"
            "公交站点报交通部门审定>"
        ),
        explain=(
            "部分采纳：<污水接入因管径和水质要求不同，改由镇里申报农村污水治理项目，企业提供用地|"
            "路灯先行实施；公交站点需结合线路调整统筹考虑>"
        ),
        plants=("huagong", "redian", "donglu"),
    ),
    Topic(
        key="rent_unpaid",
        category="1305",
        tenants=("qingtang", "redian", "huagong", "xinfang", "donglu"),
        titles=("{plant}租地{last_year}租金未付", "土地租金{few}年没有按协议递增"),
        text=(
            "{plant}租我们{village}的地[堆料|埋管子]，协议说[每年三月底前付清租金，每三年涨一成|一年一付]。"
            "<{last_year}的拖到现在没有给，说换了承包的公司，要重新走手续|每年的租金倒是给，"
            "涨的那一成从来没有给过>。{households}户人家等着这笔钱[买化肥|交医保]。协议白纸黑字，"
            "请{plant}把钱打过来，以后也别让我们年年催。"
        ),
        briefs=("<{last_year}的租地钱没给，{households}户等着用。|租金说好三年涨一成，从来没涨过。>",),
        found="核对租地协议和付款凭证，<{last_year}租金未支付|递增条款自上一周期起未执行>，情况属实",
        agree="<{last_year}租金|历年递增差额>于十个工作日内支付到村集体账户，由镇农经站监督分发到户",
        explain=(
            "<{last_year}租金已按期付至村集体账户，因分配方案未通过暂未分发，镇农经站已督促村里召开会议，"
            "一个月内发放|递增条款约定随粮价浮动，近一周期粮价未达到约定涨幅；双方已同意重新商定条款，"
            "协商结果向农户公布>"
        ),
        crowd=True,
        plants=("redian", "huagong", "qingshigou"),
    ),
)
