"""Names a story gives with a word for it: 「店名叫果真好吃」, 「招牌写的老酒坊」, 「“再说吧”」."""

from __future__ import annotations

import re

from bot.complaints.understanding.persons import SURNAMES

_QUOTED = r"[“\"「『‘《](?P<{name}>[^“”\"「」『』‘’《》，。;；！!？?\n]{{2,20}})[”\"」』’》]"
_STOP = r"[，。,;；\s！!？?：:“”\"「」（）()]"
# A name goes on to the end of its clause, or to what is said of it.
_PLAIN = (
    r"(?P<name>[^，。,;；\s！!？?：:“”\"「」（）()]{2,14}?)"
    rf"(?={_STOP}|$|的(?:[^\W_]{{0,6}}?(?:店|商|卖家|公司|诊所|主播|人|摊|馆|厂|作坊|超市|房|中心|机构|师傅|司机|老板|中介|地方))"
    r"|的(?=(?:专门|天天|一直|又|还|就|也)?(?:卖|买|说|拿|把|给|收|打|租|搞)(?!房|车行))|(?:专门|天天)?卖(?=[“\"「])"
    # 「有个美容院叫芊芊我在那里办的卡」
    r"|我们?(?=[在去到给昨前今上就办充买交定订找喊带])|你们(?=[来快去查管帮])|[他她](?=[说喊]|不[退换给肯修赔来]|硬是)"
    r"|(?:收了|卖给|卖我|卖的|买的|买了|说是|不给|不肯|欠|那里|那儿|那家|(?<![自所])在(?!望|线|水一方|握)(?=[^\W_]{2,})))"
)
_THING = (
    r"(?:店|店铺|店头|场馆|馆子?|摊子?|摊摊|铺子?|公司|商家|卖家|机构|主播|商户|门店|门市|网店|酒店|餐馆|饭店|厂家|诊所|驾校|幼儿园|直播间|商场|超市|平台|小程序"
    r"|挂(?:的|个|起的?|了个?)?牌子|门上|车门|管理?的|管理方|承办方|施工方|牌牌|招牌|门头|门口|全称|抬头|收据|小票|公章|微信|昵称|外号|绰号|网名|名字|名称|店名|微商|旅行社|农家乐|民宿|中介|学校|柜子|车子|推车|车上|名片|地方|公众号|[抖快]音号|账号|摊摊|作坊|车行|厂子|院子|基地)"
)
_NAME_OF = r"(?:的)?(?:名字|名称|昵称|店名|招牌|网名|微信名?|名)?"
_SAID = (
    r"(?:上面?|高头|头)?(?:就|好像|是|也)?(?:写起?的?是?(?![着得])|写着|印的?是?|盖的?是?|挂的是|叫做?"
    r"|叫个|是叫?|叫的是|名叫|取名叫?|名为|[:：])"
)
_CALLED = re.compile(rf"{_THING}{_NAME_OF}\s?{_SAID}\s?{_PLAIN}")
# Of a person 「是」 only says what they are like.
# 「卖家是苏宁上头卖的劲步运动」, 「店家是拼多多上的暖洋洋鞋铺」
_SELLS_ON = re.compile(
    rf"(?:卖家|商家|店家|店铺)(?:就)?是[^，。,;；\s的]{{2,8}}?(?:上面?|上头|里面?|里头|平台上?)(?:卖货?|开)?的(?:那家|一家)?\s?{_PLAIN}"
)
# 「那家 不是重庆 伴手礼店」, 「手机医院那个招牌」: set apart, whatever words it has.
_SET_APART = re.compile(
    r"(?:那家|一家|有家|店叫|叫|店名)[，,\s]{1,2}(?P<name>(?![在去到买])[^\W_]{2,10})\s(?P<kind>(?:的一家|一家|的)?[^\W\d_]{0,4}?(?:店|馆|铺|超市|公司|诊所))(?=[\s，,。]|$)"
    r"|(?:^|[\s，,。])(?P<name2>[^\W\d_]{2,10})[那这]个招牌"
)
# 「合同是跟筑梦家装饰签的」: with whom the contract is.
_SIGNED_WITH = re.compile(
    rf"(?:跟|和|与|(?<!合)同)(?!老板|商家|店家|卖家|客服|他|她|我|你|中介|物业|公司|对方|包工头|业务员|经理|销售|家人|朋友|房东)"
    rf"(?P<name>[^，。,;；\s的了我他她你没不]{{3,16}}?)(?:签|订|定)(?:的|了)(?:合同|协议|单|全包|半包)?(?={_STOP}|$)"
)
_KIND = (
    r"(?:店|馆|坊|铺|行|社|吧|堂|庄|屋|超市|公司|中心|工作室|俱乐部|民宿|客栈"
    r"|酒店|宾馆|装饰|家政|门窗|家具|家居|家电|电器|数码|通讯|口腔|诊所|药房"
    r"|美容|美发|美甲|健身|瑜伽|舞蹈|摄影|影楼|烘焙|火锅|烧烤|烤鱼|宠物|母婴"
    r"|服饰|鞋业|眼镜|珠宝|搬家|汽修|车行|驾校|教育|英语|早教|托管|幼儿园|商贸"
    r"|科技|食品|餐饮|商务|旅行社|物业|网络|贸易|建材|洗衣|干洗|密室|剧本杀|桌游"
    r"|酒楼|酒家|农庄|棋牌|网吧|培训|中介|婚庆|婚纱|养生|按摩|足浴|理发|造型"
    r"|净水|暖通|电梯|物流|租车|月子)"
)
# 「公司是湖鲜汇电子商务」, 「店家鲸落剧本馆说凑不齐人」
_OF_KIND = re.compile(
    rf"(?:公司|商家|店家|卖家|商户|店铺|机构)(?:(?:就)?是|全?称|[:：])?\s?(?!个|一|正规|外地|本地|新开|私人|连锁|假|皮包|同一|哪|大|小公司|那|这|上门|开[的在])(?P<name>[^\W_的了不没我他她你说给退在卖是]{{2,14}}?{_KIND})"
    rf"(?={_STOP}|$|说|喊|讲|答|不|就|又|还|也|只|硬|签|收|要|卖|把|给|的(?:老板|人|店))"
)
# 「不关房东的事 是旺角旧货卖的」
_SOLD_BY = re.compile(
    rf"(?:^|[，,。;；\s])(?:就)?是(?P<name>[^\W_的了我他她在]{{2,10}}(?:{_KIND[3:-1]}|旧货|回收|维修|电动车|五金|水果|副食|粮油|服装))(?:卖|修|装|做|换|配|发|送)(?:给我)?的(?={_STOP}|$)"
)
_PERSON_CALLED = re.compile(
    rf"(?:业主|户主|老板娘?|[卖修开做收][^\W\d_，。的]{{1,4}}的|他们?家?|她们?家?)(?:就|好像)?(?:叫(?!我)做?|叫个|是叫|名叫|取名叫?)\s?{_PLAIN}"
)
# 「人些都喊他 王皮匠」, 「喊的三哥」
_NICKNAMED = re.compile(
    r"(?:(?:都|人些|人家|大家|别个|街坊)(?:都)?喊(?:他|她)|(?<![要])喊(?:的|作|做)(?:是)?|(?<=的)[，,\s]{1,2}喊(?=[^，。,\s]{2,5}(?:[，。,\s]|$)))\s?(?P<name>(?![不没得]|是?[一二两三四五六七八九十百几半]+[斤两块元百千万个只条天盒袋])[^\W\d_在的了买我你他她退换赔走回去来]{2,8})(?=[，。,;；\s！!]|$)"
)
# 「收核桃的那个彭麻子」, 「刘胡子鱼摊」: what people are called by their looks.
_BY_LOOKS = re.compile(
    rf"(?<!邻居)(?<!朋友)(?<!同事)(?<!同学)(?P<name>[{SURNAMES}](?:麻子|胡子|胖子|瘸子|跛子|拐子|瞎子|聋子|光头|歪嘴|矮子|疤子|癞子|驼背|哑巴|豁嘴|毛子|秃子)"
    r"(?:[^\W\d_的]{0,3}(?:摊摊?|摊子|铺子?|档口?))?)"
    r"(?=[，,。;；！!\s]|$|[他她称卖买收修补做]|的(?:摊|店|铺|秤|电子秤|肉|鱼|菜)|那[里儿点边]|手里|家|屋头)"
)
# 「包工头 喊他罗二」
_CALLED_HIM = re.compile(
    rf"喊(?:他|她)(?P<name>[{SURNAMES}][一二三四五六七八九幺老大小娃哥姐师胖][^\W\d_的了]?)(?=[，。,;；\s！!]|$)"
)
# 「打烊了没 就是这个店名」: whatever it says.
_THAT_IS_ITS_NAME = re.compile(
    r"(?:^|[，。,;；\s])(?P<name>[^，。,;；\s（(]{2,12})[，,\s（(]{1,2}(?:真的?|他|她|[他她]?朋友圈|微信)?就(?:是|叫)(?:这个|他的?|她的?|这家的?)?(?:店名|名字|招牌|名)"
)
# 「卖家 那年夏天潮品 说全新」: set apart by spaces.
_SELLER_APART = re.compile(
    r"(?:^|[\s，,])(?:卖家|商家|店家|店铺|主播)\s(?P<name>(?![说讲不没发还又就都也在退是叫])[^\W\d_]{3,10})\s(?=[说讲发不没在回答拉])"
)
# 「叫没得名字的民宿」
_CALLED_KIND = re.compile(
    r"叫(?:做)?[“\"]?(?P<name>(?!什么|啥|不晓得|不知道|我|他|她|你|人|客服|老板)[^\W_的我]{2,10})[”\"]?的(?P<kind>(?:店|民宿|客栈|餐馆|饭店|馆子?|酒店|超市|摊|公司|诊所|机构|酒吧|咖啡店|花店|书店))"
)
# 「店名 周豆花」: nothing but a space between.
_LABELLED = re.compile(
    rf"(?:店名|(?<=[，。,;；\s])厂名|网店名|店铺名?称?|商家名称?|店家|昵称|网名|(?<![换拆摘砸][了过])(?<![换没无])(?<!没[得有])招牌|全称|公司名称?|(?<!没[得有])(?<!我的)(?<!我)(?<!自己的)(?<!说)(?<!报)(?<!留)(?<!写)名字|外号|绰号|诨名|微信名)(?:(?:现在|目前|好像|应该)?(?:就?是|叫)\s?|\s|(?<=[，。,;；\s]店名)(?![字称叫是写不没我啥什都就上])|(?<=[，。,;；\s]厂名)(?![字称叫是写不没我啥什都就上厂和、])|(?<=店铺名)(?![字称叫是写不没我啥什都就])|(?<=网店名)(?![字称叫是写不没我啥什都就])|(?<=卖家微信名)|(?<=他微信名)|(?<=她微信名)|(?<=对方微信名)|(?<=卖家昵称)|(?<=商家昵称)|(?<=店家昵称)|(?<=外号)|(?<=绰号)|(?<=诨名)){_PLAIN}"
)
_JUST_CALLED = re.compile(
    # 「我妈叫冉光秀」 names a person of the teller's.
    rf"(?<![大喊吼尖打惨我她啸嚎鸣妈爸爷奶婆娘汉孙])(?<![老外]公)(?<![女孙]儿)(?<![儿妻孙]子)(?<![品牌]牌)(?<!牌子)(?<!会)(?<!还)(?:名?叫做?|叫个|叫啥子?)\s?(?!来|去|过|得|不|起|了|我们?|你|他|她|啥|什么|人|停|爸|妈|车|号|外卖|救|老板|客服|警|保安|家长|师傅)"
    rf"(?:个|什么|啥子?)?{_PLAIN}"
)
# 「叫啥子优品汇来的」, 「叫什么寿康源」: said with a shrug, it is the name all the same.
_SOMETHING_LIKE = re.compile(
    r"叫(?:个)?(?:什么|啥子?)\s?(?P<name>(?![名东来鬼店都没就样我不]|玩意|意思|牌子|地方|公司[，。,\s]|来着)[^\W\d_的了我你他她嘛呢哦啊呀]{2,9}?)(?:来)?(?:的|吧|嘛|哦)?(?=[，,。；;\s！!]|$|的)"
)
# Quoted words may be anything somebody wrote: without a word for a name they come last.
_NO_NAME_QUOTED = (
    r"(?<!广告上)(?<!合同上)(?<!页面上)(?<!网上)(?<!包装上)(?<!标签上)(?<!贴的)(?<!印的)(?<!牌)"
    # What was bought, for how much, and what hangs on a wall.
    r"(?<!买)(?<!卖)(?<![百千万]多)(?<!块)(?<!元)(?<!报了)(?<!买了)(?<!办了)(?<!做了)(?<!订了)(?<!所谓)(?<!喊)(?<!问就)(?<!卖的那)(?<!卖的这)(?<!样)(?<!墙)(?<!墙上挂)(?<!墙上写)(?<!墙上贴)"
)
_CALLED_QUOTED = re.compile(
    rf"{_NO_NAME_QUOTED}(?:叫做?|叫的|店名|名字|招牌|团长|群主|老板娘?|卖家|商家|店家|店铺|家|个|店|间|播|号)\s?(?:是|叫)?{_QUOTED.format(name='name')}"
)
_QUOTED_ONLY = re.compile(
    rf"{_NO_NAME_QUOTED}(?:在|的|是|给|找|去|到|跟|写的?|[上里]|[省市区县镇路街道城场口])\s?(?:是|叫)?{_QUOTED.format(name='name')}"
    # 「“非标”电线」: what the thing is like.
    rf"(?![^\W\d_的这那里内在卖买店是有说一两家老给发送做收把不配洗拍修换装订租听上看喝吃玩办充报学])(?!为由|为名|为借口|的?名义|的?理由)"
)
# 「在“毛孩子的家”洗澡」
_QUOTED_AT = re.compile(
    rf"(?<![写印贴])(?:在|去|到){_QUOTED.format(name='name')}(?=[洗修做剪烫充办订吃喝租报拍换配打玩学补])"
)
_QUOTED_THEN = re.compile(
    rf"(?<!以){_QUOTED.format(name='name')}(?!为由|为名|为借口)(?P<kind>的?[^\W_\d卖买购订换的了在做吃]{{0,5}}?(?:幼儿园|托管班?|补习班|药房|农庄|乐园|店|馆|行|摊|铺|公司|超市|诊所|驾校|中心|餐|吧|厅|院|咖啡|沙龙|烘焙|菜|火锅|社|工作室|俱乐部|会所|客栈|民宿|酒店|农庄|影楼|网吧|酒吧|茶楼|银饰|美甲|美发|美容|烧烤|摄影|搬家|家政|装饰|口腔|数码|水果|副食|童装))"
)
_SURNAME = re.compile(
    r"(?P<who>老板娘?|摊主|店主|房东|户主|卖的人|[卖开]的人?|[卖修做打榨补收摆][^\W\d_，。的]{1,5}的|裁缝|木匠|师傅|司机|医生|负责人|包工头|经理|中介|他|她|女的|男的)(?:[，,\s]|(?:就|也)?是个?|[^\W_]{0,3}?)"
    r"姓(?P<name>[^\W\d_的])(?=[，。,;；\s！!？?]|$|在|的|电话|是|，)"
)
# 「卖鱼的那个叶师傅」
_TITLED = re.compile(
    r"(?:[卖开做修打补收][^\W_，。的]{1,5}的|[摊店]子?[上头]|[猪木皮铁瓦]匠)(?:那个|喊的?|叫的?|姓名?)?(?P<name>[^\W\d_的个那这老大女男]老[二三四五六七八九幺大]|[^\W\d_的个那这老大女男]{1,2}(?:师傅|老板娘?|[孃嬢][孃嬢]|大姐|大哥|皮匠))"
)
# 「地铁站出来那个补鞋摊 姓廖的」
_STALL_OF = re.compile(
    r"(?:那个|那家|一个|个)(?P<stall>[^\W\d_的那个家]{1,5}?(?:摊子?|铺子?|门市|店))[，,\s]{1,2}(?:老板娘?)?姓(?P<name>[^\W\d_])的?(?=[，。,;；\s！!]|$)"
)
# 「团长是3栋的小雨妈妈」, 「卖鸡的是隆兴村的老孙」: who sells, by what they are called.
_SELLER = re.compile(
    r"(?:^|[，,。\s])(?:投诉|举报|告)(?:一下|一哈)?(?P<name2>(?![这那他她它你我])[^\W\d_的了在]{2,3})[，,\s](?:他|她)[是在给帮修卖]|(?:团长|群主|主播|代购|摊主|店主|老板娘?|[卖修打收][^\W\d_的，。]{1,5}的)(?:[那这]个|的)?(?:(?:就|也)?是(?:[^，。,;；\s的]{1,8}的)?)?"
    r"(?P<name>[老小阿][^\W\d_的师板我他她你](?:妈妈?|爸爸?|[哥姐])?|[小阿][^\W\d_的]{1,2}(?:妈妈|爸爸|妈))(?=[，。,;；\s]|$|他|她|说|在|不|卖|手里|那里|那儿|家)"
)
# 「有个姓向的在屋头杀猪」, 「一个姓冉的那里买的」
_SOMEONE = re.compile(
    r"(?:[有那][个家]|一[个家]|是个?|喊的?|找的?|[村湾坝楼院组里头上])(?P<name>姓[^\W\d_的]的)(?=[，,。\s]|在|那里|那儿|那家|手里|屋头|家里|给|把|自己|半夜|天天|又|偷|[卖整杀收修做开打说])"
)
# 「房东蒋老板」
_LANDLORD = re.compile(
    r"(?P<who>二?房东)(?:姓|是|叫)?(?P<name>[^\W\d_的了我他她就说不收要])(?:老板娘?|[姐哥总]|大[姐哥爷]|[孃嬢][孃嬢]|先生|女士|阿姨|老师)"
)
# 「姓刘的摊子」
_SURNAMED = re.compile(
    r"姓[^\W\d_]的(?:游医|裁缝|木匠|瓦匠|皮匠|修理工|工头|包工头|医生|老师|教练|主播|微商|贩子|摊主|店主|老板娘?|师傅|小伙子?|男的|女的|大[姐哥爷]|[嬢孃][嬢孃]|婆婆|摊(?:子|摊|位)|铺子|肉摊|菜摊|鱼摊|卤菜摊|水果摊|房东|司机|中介)"
)
_NUMBERED = re.compile(
    r"(?P<name>(?:[^\W\d_的在了买卖到去我们]{2,10}(?:市场|商场|批发|农贸|街|城|广场|夜市|食堂)(?:[一二三四五负\d]{1,2}[楼层])?)?"
    r"(?:[A-Za-z一二三四五六七八九十东南西北负]{0,3}区?)?[A-Za-z]?\d{1,4}(?:-\d{1,3})?号?(?:摊位?|窗口|门面|铺面?|柜台|档口|店铺|商铺))"
)
_WITH_ITS_KIND = re.compile(
    r"[^\W\d_]{3}(?:店|馆|坊|铺|超市|公司|车行|二手车|火锅|烤鱼|烧烤|烤肉|串串|米线|面馆|小面|餐厅|酒楼|奶茶|咖啡|烘焙|美甲|美发|理发|诊所|药房|维修|家政|装饰|数码|服饰)$"
)
_LIKE = re.compile(r"的(?=[，。,;；\s]|$)")  # 「招牌是黄色的」 says what it is like
# What a banner, a price list or a receipt says is no name, quoted or not.
_BANNER = re.compile(
    r"^\d|(?:景|大床|双床|双人|标准|家庭|豪华|亲子)房$|套餐$|门票$|\d[块天]|卖\d|\d一[桶个斤瓶份根]|归零|断根|清仓|促销|特价|甩卖|打折|优惠|赠品|赠送|提速|包治|包邮|招聘|转让|开业|欢迎|国家级|第一|百分百|双倍|包过|保过|指定|推荐|专供|特供|认证|首选|正品|零添加|终身|根治|治愈"
)
_NO_NAME = re.compile(
    r"老板娘?[说讲喊]|^不是(?:想钱|吧|人$|骗|东西)|^就?显示|^个人卖家|^我们|^[那这]种|^只有|^在(?=.{3})|^(?:本来|原来|其实)|什么(?!都)|啥子?(?!都)|哪|怎么|不晓得|不知道|不清楚|记不|不记得|没得|没有|忘了|我没|看不清|不告诉|不详|未知|这个|那个|^人家$|时候$|^转账|^付款|骗子|奸商|我们?$|投诉$|举报$"
    r"|离职|^我?自己(?![^\W\d_]{0,4}[店铺坊馆])|贴的广告|多少|为什|这样|就是了|退|赔|^个人$|^[喊说]|^(?:错|含|附赠|赠)"
)


_BEFORE_QUOTED_THING = re.compile(
    r"(?:(?:买|卖|喊|[百千万]多|块|元|所谓|样)的?|[\d一二两三四五六七八九十百千万]的|卖的[那这][个种款]|(?:报|买|办|做|订|换|称|要)了?(?:[一二两三四五几半]|\d{1,2})?[个包瓶盒袋套副罐支坨种款件斤只条块串份箱桶张盏台]的?|墙上(?:[挂写贴]的?)?|[挂标印]的)[“\"「『‘《]$"
)
# What somebody wrote or answered is a sentence of theirs: 「收银台答复“生鲜不参加”」.
_SAID_OR_WRITTEN = re.compile(
    r"(?:(?:收据|小票|发票|单据|单子|合同|传单|宣传[单页册语]?|海报|横幅|广告|展板|标签|吊牌|包装|袋子|盒子|瓶子|瓶身|说明书|价签|价牌|菜单|页面|详情页?|短信|条子|通知|公告|店员|店家|商家|老板娘?|卖家|客服|主播|销售|导购|经理|师傅|医生|服务员|收银员?|前台|教练|老师|他们?|她们?)[^，。,\s“”\"「」]{0,5}(?:写|标|印|说|讲|喊|答|贴|回|吼|问|骂|吹)[^，。,\s“”\"「」]{0,3}[:：]?\s?[“\"「『‘][^”\"」』’]{0,14}$)"
    r"|(?:答复|回复|回应|答|写明|写着|注明|标明|载明|标注|解释|宣称|承诺|声称|表示|提示|通知|规定|约定)(?:是|为|说)?[:：]?\s?[“\"「『‘][^”\"」』’]{0,12}$"
    # 「问检疫证明说“放心吃”」, 「菜单上都只写“时价”」
    r"|(?:(?<![听据])[说讲]|[只都][写印标])[:：]?\s?[“\"「『‘][^”\"」』’]{0,12}$"
)
_WHATEVER = (
    _QUOTED_AT,
    _QUOTED_THEN,
    _CALLED_QUOTED,
    _QUOTED_ONLY,
    _THAT_IS_ITS_NAME,
    _CALLED_KIND,
)
_PATTERNS = (
    _THAT_IS_ITS_NAME, _QUOTED_THEN, _QUOTED_AT, _CALLED_QUOTED, _CALLED_KIND, _SELLS_ON,
    _LABELLED, _SELLER_APART, _SIGNED_WITH, _CALLED, _OF_KIND, _SOLD_BY, _PERSON_CALLED,
    _NICKNAMED, _CALLED_HIM, _SOMETHING_LIKE, _JUST_CALLED, _QUOTED_ONLY,
)  # fmt: skip

# 「小区在大坪，叫云鼎苑」: where the teller lives.
_ESTATE = re.compile(r"(?:小区|院子|楼盘)[^，。,;；\s]{0,10}[，,\s]叫$")
# 「微信名 瘦不了你找我」
_ENDS_IN_ME = re.compile(r"[^\W\d_]{2,8}[找爱等信看懂陪跟随想选认问]我")
# 「卖家叫不退不换王老五」: behind a word for it a name may have a wish in it.
_HAS_A_WISH = re.compile(
    r"(?!我|他|她|你|人)[^\W_]{0,4}[退赔换][^\W_]{0,6}?(?:[店铺坊馆行社屋家记]|[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗][老大小][^\W\d_]|[老小阿][^\W\d_])"
)


def is_quoted_thing(text: str, start: int) -> bool:
    """Whether words in quotation marks that begin there are what was bought or is claimed.

    >>> is_quoted_thing("两万多的“磁疗床垫”", 5), is_quoted_thing("一家叫“星期八”的店", 4)
    (True, False)
    """
    return _BEFORE_QUOTED_THING.search(text, max(0, start - 10), start) is not None


def is_said_or_written(text: str, start: int) -> bool:
    """Whether what begins here is in quotes behind a word for answering or writing.

    >>> is_said_or_written("收银台答复“生鲜不参加”", 6), is_said_or_written("在“星期八”吃饭", 2)
    (True, False)
    """
    return _SAID_OR_WRITTEN.search(text, max(0, start - 24), start) is not None


def called_in(text: str) -> str | None:
    """The name a text introduces as one; None if it introduces none.

    >>> called_in("农家乐算错账了 店名 云上人家"), called_in("叫“再说吧”的咖啡店")
    ('云上人家', '再说吧')
    """
    if (apart := _SET_APART.search(text)) is not None and not _NO_NAME.search(
        name := apart["name"] or apart["name2"]
    ):
        kind = apart["kind"] or ""
        return name if kind.startswith(("的", "一")) else name + kind
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            kind = match.groupdict().get("kind") or ""
            quoted = pattern in _WHATEVER
            name = match["name"]
            if not (quoted or (name.startswith("就是") and text[match.start("name") - 1] == "叫")):
                name = _trimmed(name)
            if len(name) < 2 or _BANNER.search(name):
                continue
            start = match.start("name")
            if _ESTATE.search(text, 0, start):
                continue
            said = is_said_or_written(text, start) or is_quoted_thing(text, start)
            if quoted and said and not _WITH_ITS_KIND.search(name):
                continue
            described = _LIKE.match(text, match.end("name"))
            if pattern is _PERSON_CALLED and _WITH_ITS_KIND.search(name):
                return name  # 「他家叫 不投诉不知道烤鱼」
            named = pattern in (_CALLED, _LABELLED)
            odd = named and any(p.fullmatch(name) for p in (_HAS_A_WISH, _ENDS_IN_ME))
            if quoted or odd or not (_NO_NAME.search(name) or described):
                return name if kind.startswith("的") or pattern is _CALLED_KIND else name + kind
    return None


def described_in(text: str) -> str | None:
    """Whom a text means without naming the business: 「姓唐的摊主」, 「农贸市场15号摊」."""
    if (numbered := _NUMBERED.search(text)) is not None:
        return numbered["name"]
    if (named := _SURNAMED.search(text)) is not None:
        return named[0]
    if (landlord := _LANDLORD.search(text)) is not None:
        return f"姓{landlord['name']}的{landlord['who']}"
    if (titled := _TITLED.search(text)) is not None:
        return titled["name"]
    if (stall := _STALL_OF.search(text)) is not None:
        return f"姓{stall['name']}的{stall['stall']}"
    if (someone := _SOMEONE.search(text)) is not None:
        return someone["name"]
    if (surname := _SURNAME.search(text)) is not None:
        who = surname["who"]
        return f"姓{surname['name']}的{who if len(who) > 1 and '的' not in who else '老板'}"
    return None


def seller_in(text: str) -> str | None:
    """Who sells, by what they are called, where no business has a name of its own.

    >>> seller_in("卖鸡的是隆兴村的老孙"), seller_in("团长是3栋的小雨妈妈")
    ('老孙', '小雨妈妈')
    """
    found = _SELLER.search(text)
    return found["name2"] or found["name"] if found else None


def called_by_looks(text: str) -> str | None:
    """Who deals by themselves, by the nickname that their looks gave them.

    >>> called_by_looks("收核桃的那个彭麻子 他那个秤"), called_by_looks("王胖子烧烤不给退")
    ('彭麻子', None)
    """
    found = _BY_LOOKS.search(text)
    return found["name"] if found else None


def _trimmed(name: str) -> str:
    name = re.sub(
        r"^(?:是(?!.{0,12}是|非)|叫(?!.{0,12}叫)|的|了|就|:|：|一家|一个|个|啥子?){1,3}(?=.{2})",
        "",
        name,
    )
    name = re.sub(r"(?<=[一-鿿]{2})(?:order|book|buy|bought|make)[^\W\d_]*$", "", name)
    return re.sub(
        r"(?:了|的|吧|嘛|哈|哦|噻|来着|这个|那个|那家|这家|[两三四五六七八几]个大?字|字样){1,3}$",
        "",
        name,
    )
