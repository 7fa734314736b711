"""Who did something for pay, what was done, and what is wanted back: told, so not asked again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.complaints.case.draft import Draft
from bot.complaints.intake.reading import Reader
from bot.complaints.understanding.told_names import business_told
from bot.complaints.understanding.wants import wants_in

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)


def read(reader: Reader, text: str) -> dict[str, str]:
    return reader.everything(text, Draft("chat", "web", NOW, NOW, kind="complaint"), NOW)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # A thing that shops are named for, before what the shop deals in.
        ("在南岸区南坪的小太阳文具店买了支笔", "小太阳文具店"),
        ("南岸区的小太阳文具店卖给我的笔写不出来", "小太阳文具店"),
        ("在北碚的樱桃理发店烫头烫坏了", "樱桃理发店"),
        ("柠檬摄影拍的证件照不给底片", "柠檬摄影"),
        ("锦鲤汽车美容给我车贴的改色膜，三个月就起泡", "锦鲤汽车美容"),
        # A name and its trade, then what was done there.
        ("昨天去卡卡造型烫头，说198，一共收了1280", "卡卡造型"),
        ("去美美纹绣做眉毛，做完一高一低，398元", "美美纹绣"),
        ("小懒猫跑腿送个生日蛋糕送翻了，他说概不负责", "小懒猫跑腿"),
        ("找永固防水补的楼顶，不到一个月又漏", "永固防水"),
        ("我给女儿在小天鹅舞蹈报的芭蕾课，老师受伤停课两个月", "小天鹅舞蹈"),
        ("在新桥医院旁边的爱心陪诊找了个陪诊，两小时就走了", "爱心陪诊"),
        ("买了乐刻健身私教课30节9000块，教练离职没人上课", "乐刻健身"),
        ("上星期五下午找的老兵疏通来弄厕所，喊价80弄完要680", "老兵疏通"),
        # Who was called, who sent it, where it was done.
        ("11月3号请蚂蚁兄弟搬家，说好500结果收1200", "蚂蚁兄弟搬家"),
        ("鲜果日记送来的车厘子烂了一半，98块", "鲜果日记"),
        ("我老婆在薇薇新娘定的婚礼跟拍，到现在半年了照片没给", "薇薇新娘"),
        ("手表在亨得利修，修了三个月，拿回来走得更慢", "亨得利"),
        ("满格兽充电宝坑人 我在ktv门口借的 插回去了显示没归还", "满格兽充电宝"),
        ("叮咚买菜上买的虾是死的发臭，前天送到的", "叮咚买菜"),
        # None of these says which business it was.
        ("请了个搬家公司，乱收费，说好300收了900", None),
        ("找人开锁收了我800块，贵得离谱", None),
        ("我在网上找的家政保洁，打扫得不干净", None),
        ("专业疏通下水道的师傅收了500还是堵的", None),
        ("那家苹果手机店骗人，翻新机当新机卖", None),
        ("昨天在楼下的水果蔬菜店买的梨是坏的", None),
        ("在永川的柠檬奶茶店喝出一只虫子来", None),
        ("叫了个代驾，半路加价不给就不走", None),
        ("上周送来的桌子缺了一条腿一直不补", None),
    ],
)
def test_who_serves_is_read_before_what_was_done(text: str, name: str | None) -> None:
    assert business_told(text) == name


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("请蚂蚁兄弟搬家，把冰箱门磕了个坑，收了1200", "搬家"),
        ("昨天下午在滴滴代驾叫的代驾把我车撞了，修车要3000", "代驾"),
        ("小桔租车还车以后扣了我1500押金说有划痕", "租车"),
        ("阳光少年夏令营，说好的英语外教一个都没得", "夏令营"),
        ("中秋那天在渔家乐饭店办的十二桌收了十五桌的钱", "酒席"),
        ("在饿了么点的老邓家钵钵饭，吃到一半咬到一截钢丝，补牙要七百", "外卖"),
        ("极速网咖充500送500，送的只能半夜用", "充值"),
        ("娃儿在城市英雄电玩城买了200个币，机器吃币", "游戏币"),
        ("黔江正阳的百年好合影楼拍的照片糊的", "拍照"),
        ("渝北的领航教育报的专升本，没过不退钱", "专升本"),
        ("孩子的校服在育才服饰定的，洗了褪色得厉害", "校服"),
        ("报的“上岸无忧”公考协议班，交了9800，笔试没过不退", "公考协议班"),
        ("屋头好大一股煤气味 这个灶前天才在百炬厨卫买的", "灶"),
        ("大嘴婆烧白打包的烧白发酸，36块", "烧白"),
        ("淘宝智能锁工厂店买的锁坏了，客服喊换电池，换了照旧", "锁"),
        ("小太阳文具店的本子写起来浸墨，一本5块", "文具"),
    ],
)
def test_what_was_done_is_not_what_it_was_done_with(
    reader: Reader, text: str, product: str
) -> None:
    assert read(reader, text).get("product") == product


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("针剂是拆开了端进来的，剩下的不敢打了，全退。", "退款"),
        ("老师换了五个，上了10节课，剩下的全退", "退款"),
        ("乱收的680退回来。", "退款 680 元"),
        ("要么照承诺免费，要么机器退了。", "按承诺办、退款"),
        ("牙医讲补牙要七百，这个钱哪个出？必须他赔。", "赔偿"),
        ("多花了400另外找的，这400要他出", "赔偿"),
        ("电视屏幕碎了，只赔300，我要全赔", "赔偿"),
        ("喝出一只虫，只赔一杯，我要十倍", "十倍赔偿"),
        ("里头少了二十个币，喊退他说概不退币", "退款"),
        ("烟花受潮打不响，一箱460，换或者退", "退款 460 元"),
        ("收到全是烂的，她说生鲜不售后，给我重发", "补发"),
        ("我们只吃了半盒，其他五盒半退了", "退款"),
        # What they offer, did or say is asked by nobody.
        ("他说给我重发了一件", ""),
        ("老板给我换了假的零件", ""),
        ("售后说维修要900", ""),
        ("墙上写着无效全退", ""),
    ],
)
def test_all_of_it_back_is_a_wish(text: str, wish: str) -> None:
    assert wants_in(text)[0] == wish


def test_what_they_would_give_is_not_the_sum(reader: Reader) -> None:
    told = read(reader, "换的电池1380块，跑二十公里就趴窝，老板只肯退800 我要全退")

    assert told["amount"] == "1380"
