"""The sentences of simulations, in English and Chinese.

A key ending in `_1` or `_0` is the form for one or none of what `{n}` counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as SHARED

MESSAGES: Mapping[str, tuple[str, str]] = {
    **SHARED,
    # the answer
    "title.sampled": (
        "{title}: {n} simulated cases, from {on} to {end}",
        "{title}：模拟案件{n}件，{on}至{end}",
    ),
    "title.sampled_1": (
        "{title}: {n} simulated case, from {on} to {end}",
        "{title}：模拟案件{n}件，{on}至{end}",
    ),
    "title.exact": (
        "{title}: computed exactly, from {on} to {end}",
        "{title}：精确计算，{on}至{end}",
    ),
    "answer": ("{what}: {p}", "{what}：{p}"),
    "answer.by": ("{what} by {by}: {p}", "{by}前（含当日）{what}：{p}"),
    "answer.likely": ("Most likely: {what}, {p}", "最可能的结果：{what}，{p}"),
    "answer.open": (
        "open at the horizon, {end}: {p}",
        "观察期末（{end}）未决：{p}",
    ),
    "by": ("{what} by {by}", "{by}前（含当日）{what}"),
    "day_number": ("day {n}", "第{n}日"),
    "open": ("open at the horizon", "期末未决（删失）"),
    "reaching": ('time to "{states}"', "至“{states}”的时间"),
    "between": (
        'time from "{since}" to "{until}"',
        "自“{since}”至“{until}”的时间",
    ),
    # tables
    "questions": ("What was asked", "所问的概率"),
    "question": ("event", "事件"),
    "by_day": ("by", "截止"),
    "p": ("probability", "概率"),
    "of_cases": ("cases", "件数"),
    "outcomes": (
        "Where a case stands at the horizon, {end}",
        "观察期末（{end}）的结果",
    ),
    "outcome": ("outcome", "结果"),
    "times": (
        "How long it takes, in days, for the cases that get there by the horizon; "
        "the others are censored",
        "所需时间（日），仅计期末前到达的案件，其余为右删失",
    ),
    "time": ("time", "时间"),
    "reached": ("get there", "到达比例"),
    "mean": ("mean", "均值"),
    "median": ("median", "中位数"),
    "range": ("{low} to {high}", "{low}～{high}分位"),
    "quantile": ("{level}", "{level}分位"),
    "visits": (
        "Where the time goes, up to the horizon, on the average of all cases",
        "时间花在何处（至期末，全部案件平均）",
    ),
    "state": ("state", "状态"),
    "entries": ("entries", "进入次数"),
    "days": ("days", "日数"),
    "days_each": ("days a stay", "每次停留日数"),
    "waiting": ("waiting for people", "其中等待人手"),
    "stopped": (
        "What the law refused, refusals a case",
        "被法律驳回的步骤（每案平均次数）",
    ),
    "step": ("step", "步骤"),
    "clause": ("clause", "条款"),
    "refusals": ("refusals", "驳回次数"),
    "unknown": ("of these, not known", "其中条款未知"),
    "no_clause": ("no such step in the law of the day", "当日法律无此步骤"),
    "step_from": ('{step}, from "{state}"', "{step}（自“{state}”）"),
    "flows": ("How often each step is made, a case", "各步骤发生次数（每案平均）"),
    "from": ("from", "自"),
    "to": ("to", "至"),
    "each": ("times a case", "每案次数"),
    "by_itself": ("{step} (by time alone)", "{step}（由时间触发）"),
    "no_time": (
        "-: no case gets there by the horizon, so nothing can be said of its time.",
        "“-”：期末前没有案件到达，其时间无从估计。",
    ),
    "no_share": ("-: no case was finished.", "“-”：没有完成的案件。"),
    "none_of": (
        "0 of {n} cases: with 95 % confidence the probability is below {bound}.",
        "{n}件中出现0件：95%置信上限为{bound}。",
    ),
    "all_of": (
        "All of {n} cases: with 95 % confidence the probability is above {bound}.",
        "{n}件全部出现：95%置信下限为{bound}。",
    ),
    # how far to trust it
    "method": ("How it was computed", "计算方法与可信程度"),
    "engine.exact": (
        "Exact engine{method}: the distributions are computed, no case is sampled.",
        "精确引擎{method}：直接计算分布，不抽样。",
    ),
    "engine.sampling": (
        "Sampling engine{method}: cases {n}, seed {seed}.",
        "抽样引擎{method}：{n}件，随机种子{seed}。",
    ),
    "engine.queueing": (
        "Queueing engine{method}: cases {n}, seed {seed}.",
        "排队引擎{method}：{n}件，随机种子{seed}。",
    ),
    "method.lattice transform": ("lattice transform", "格点变换"),
    "method.day-by-day recursion": ("day-by-day recursion", "逐日递推"),
    "method.keyed inversion": ("keyed inversion", "按案件编号的反演抽样"),
    "method.simulation of independent cases": (
        "simulation of independent cases",
        "独立案件模拟",
    ),
    "method.simulation of cases that wait for one another": (
        "simulation of cases that wait for one another",
        "相互等待案件的模拟",
    ),
    "bracketed_method": (" ({method})", "（{method}）"),
    "error.standard error": (
        "± is the standard error of the simulation; a 95 % interval reaches about "
        "twice as far on either side. It says how exactly the scenario was computed, "
        "not how well it fits the world.",
        "±后为模拟的标准误，95%置信区间约为其两倍。它只反映计算的精度，"
        "不反映情景假设是否符合实际。",
    ),
    "error.bound": (
        "± is a bound on the error of the computation; one below the last digit is "
        "left out. It says how exactly the scenario was computed, not how well it "
        "fits the world.",
        "±后为计算误差的上界，小于末位的不列。它只反映计算的精度，"
        "不反映情景假设是否符合实际。",
    ),
    "assumed": (
        "{n} of {all} figures are assumed: nobody has measured them.",
        "{all}项参数中有{n}项为假设，未经实测。",
    ),
    "assumed_1": (
        "{n} of {all} figures is assumed: nobody has measured it.",
        "{all}项参数中有{n}项为假设，未经实测。",
    ),
    "assumed_0": ("All {all} figures have a source.", "全部{all}项参数均有来源。"),
    "assumed_all": (
        "All {all} figures are assumed: nobody has measured them.",
        "全部{all}项参数均为假设，未经实测。",
    ),
    "no_figures": ("The scenario has no figures.", "情景未含任何参数。"),
    "note.lost_parts": (
        "Parts of the run over which a worker was lost, computed again: {count}.",
        "因计算进程中断而重新计算的部分：{count}。",
    ),
    "note.lattice": (
        "Step of the lattice, in days: {step}. Its error is within the bounds.",
        "时间离散化的步长为{step}日，其误差已计入上界。",
    ),
    "law_left_out": (
        "The clauses of the law are not asked: every step is granted.",
        "未逐条检验法律条款：各步骤均视为获准。",
    ),
    "projected": (
        "{n} days of the calendar lie beyond its data; their days off are projected.",
        "日历数据之外有{n}日，其工作日为推算。",
    ),
    "projected_1": (
        "1 day of the calendar lies beyond its data; whether it is a day off is "
        "projected.",
        "日历数据之外有1日，其是否工作日为推算。",
    ),
    "cut": (
        "Cut short: {n} of {all} cases are done, and what is told rests on these.",
        "提前中止：{all}件中完成{n}件，以下结果以此为据。",
    ),
    "repeat": ("To repeat it: {command}", "重现方法：{command}"),
    "figures": ("Figures and where they come from", "参数及其来源"),
    "figure": ("figure", "参数"),
    "value": ("value", "取值"),
    "source": ("source", "来源"),
    "is_assumed": ("assumed", "假设"),
    # pictures
    "picture.time": (
        "{what}: share of all cases that got there",
        "{what}：累计到达比例",
    ),
    "picture.median": ("median {n} days", "中位数{n}日"),
    "picture.median_of": ("{title}: median {n} days", "{title}：中位数{n}日"),
    "picture.asked": ("{by}: {p}", "{by}：{p}"),
    "picture.horizon": ("by the horizon, {end}: {p}", "至观察期末（{end}）：{p}"),
    "picture.days_since": ("days since the start", "起始后日数"),
    "picture.days": ("days", "日"),
    "picture.standing": (
        "Where cases stand over time (hatched: still open)",
        "案件随时间的分布（斜线：未决）",
    ),
    "picture.end": ("horizon", "观察期末"),
    "picture.others": ("other states", "其他状态"),
    "picture.flow": ("How cases flow", "案件的流向"),
    "picture.flow_note": (
        "A line is as wide as its step is frequent; % is how often it is made in 100 "
        "cases, which is more than once where cases come back. Broken lines: steps "
        "that time alone makes. In a box: the share of cases that stand there at the "
        "horizon.",
        "线宽与步骤发生的频率成正比；百分数为每100件案件中的发生次数，案件退回再来时"
        "可重复计算。虚线：由时间触发的步骤。框内：期末处于该状态的比例。",
    ),
    "picture.at_end": ("at the horizon {p}", "期末{p}"),
    "picture.visits": ("Days in each state, a case", "各状态停留日数（每案平均）"),
    "picture.whole": ("days in the state", "停留日数"),
    "picture.part": ("of these waiting for people", "其中等待人手"),
    "picture.with_wait": ("{n} ({part} waiting)", "{n}（等待{part}）"),
    "picture.lower": ("figure moved down", "参数下调"),
    "picture.upper": ("figure moved up", "参数上调"),
    "picture.forest": ("{second} against {first}", "{second}与{first}之差"),
    "picture.points": ("percentage points", "百分点"),
    "picture.interval": (
        "Lines: 95 % intervals of the paired difference. One that crosses the upright "
        "line may be no difference at all.",
        "横线：配对差的95%置信区间；跨越竖线者差异可能不存在。",
    ),
    "picture.bounds": (
        "Lines: bounds on the error of the difference.",
        "横线：差值的误差上界。",
    ),
    # the page
    "page.answer": ("The answer", "结论"),
    "page.outcomes": ("Outcomes", "结果"),
    "page.times": ("How long it takes", "所需时间"),
    "page.flow": ("Flow over the state chart", "状态图上的流向"),
    "page.standing": ("Outcome over time", "结果随时间的变化"),
    "page.visits": ("Where cases wait", "案件在何处等待"),
    "page.stopped": ("What the law refused", "被法律驳回的步骤"),
    "page.comparison": ("What the change does", "变更的效果"),
    "page.moved": ("What the answer depends on", "结论取决于什么"),
    "page.figures": ("Assumptions and sources", "假设与来源"),
    "page.method": ("Method, and how to repeat it", "方法与重现"),
    "page.numbers": ("The same in numbers", "数据"),
    "page.process": ("{process}, scenario {name}", "{process}，情景 {name}"),
    # comparison
    "compare.title": (
        "{first} → {second}: the same {n} cases under both, on common random numbers",
        "{first} → {second}：同一批{n}件案件，采用公共随机数配对比较",
    ),
    "compare.exact": (
        "{first} → {second}: both computed exactly",
        "{first} → {second}：两者均为精确计算",
    ),
    "compare.answer": (
        "{what}: {first} → {second}, {change}",
        "{what}：{first} → {second}，{change}",
    ),
    "compare.nothing": ("nothing was compared", "没有可比较的指标"),
    "differences": ("What changes", "变化"),
    "what": ("figure", "指标"),
    "first": ("first", "前者"),
    "second": ("second", "后者"),
    "change": ("change", "变化"),
    "gain": ("variance gain", "方差缩减"),
    "gain_times": ("{n}×", "{n}倍"),
    "compare.note": (
        "Change: second minus first, ± the standard error of the paired difference. "
        "Variance gain: by how much independent seeds would raise its variance.",
        "变化＝后者－前者，±后为配对差的标准误。方差缩减：采用独立种子时其方差为现在的倍数。",
    ),
    "compare.bound": (
        "Change: second minus first, ± a bound on its error.",
        "变化＝后者－前者，±后为其误差上界。",
    ),
    "of.p": ("{what}", "{what}"),
    "of.mean": ("{what}: mean", "{what}：均值"),
    "of.median": ("{what}: median", "{what}：中位数"),
    "of.q95": ("{what}: 95 %", "{what}：95%分位"),
    "of.q99": ("{what}: 99 %", "{what}：99%分位"),
    # sensitivity
    "moved.title": (
        "{title}: what each figure does to the answers",
        "{title}：各参数对结果的影响",
    ),
    "moved.answer": (
        '"{what}" depends most on {figure}: as it goes from {lower} to {upper}, the '
        "answer goes from {low} to {high}",
        "“{what}”受{figure}影响最大：该参数由{lower}变至{upper}，结果由{low}变为{high}",
    ),
    "moved": ('What moves "{what}", {p} as it is', "“{what}”的敏感性（现为{p}）"),
    "moved_down": ("lower", "下调为"),
    "moved_up": ("higher", "上调为"),
    "moved.note": ("*: assumed.", "*：假设。"),
    "moved.nothing": ("No figure can be moved.", "没有可变动的参数。"),
    # places of figures
    "place.delay": ('length of "{state}"', "“{state}”的时长"),
    "place.share": ('which way out of "{state}"', "“{state}”的去向比例"),
    "place.step_delay": (
        'from "{state}" to "{step}": how long',
        "自“{state}”至“{step}”的时长",
    ),
    "place.step_share": (
        'from "{state}": share of "{step}"',
        "“{state}”中“{step}”的比例",
    ),
    "place.retry": (
        'in "{state}": how long until it is asked again',
        "“{state}”中再次申请的间隔",
    ),
    "place.extended": ('how often "{clock}" is extended', "“{clock}”的延长比例"),
    "place.arrivals": ("from one case to the next", "相邻案件的间隔"),
    "place.resource": ('how many "{name}"', "“{name}”的人数"),
    "place.law": ("every step is granted", "各步骤均获准"),
    "place.of": ("{place}, {parameter}", "{place}，{parameter}"),
    "parameter.mean": ("mean", "均值"),
    "parameter.median": ("median", "中位数"),
    "parameter.sigma": ("sigma", "对数标准差"),
    "parameter.shape": ("shape", "形状"),
    "parameter.scale": ("scale", "尺度"),
    "parameter.low": ("least", "下限"),
    "parameter.high": ("most", "上限"),
    "parameter.value": ("value", "取值"),
    "parameter.share": ("share", "比例"),
    "parameter.count": ("number", "人数"),
    # distributions
    "law.fixed": ("always {value}", "固定{value}"),
    "law.uniform": ("uniform, {low} to {high}", "均匀，{low}～{high}"),
    "law.exponential": ("exponential, mean {mean}", "指数，均值{mean}"),
    "law.lognormal": (
        "lognormal, median {median}, sigma {sigma}",
        "对数正态，中位数{median}，对数标准差{sigma}",
    ),
    "law.gamma": ("gamma, mean {mean}, shape {shape}", "伽马，均值{mean}，形状{shape}"),
    "law.weibull": (
        "Weibull, scale {scale}, shape {shape}",
        "韦布尔，尺度{scale}，形状{shape}",
    ),
    "law.empirical": (
        "{n} observed values, {low} to {high}",
        "{n}个观测值，{low}～{high}",
    ),
    "law.remaining": (
        "what is left after {elapsed} of: {law}",
        "已经过{elapsed}后的剩余：{law}",
    ),
    "delay.day": ("{law} (days)", "{law}（日）"),
    "delay.working day": ("{law} (working days)", "{law}（工作日）"),
    "share_of": ("{what} {share}", "{what}{share}"),
    "first_wins": ("whichever comes first", "先到者"),
    "each_time": ("{share} each time", "每次{share}"),
    "coming": ('{delay} after "{state}"', "进入“{state}”后{delay}"),
}
