"""The sentences of exercises and their marks, in English and Chinese.

A key ending in `_1` is the form for one of what `{n}` counts; Chinese needs no such
forms and repeats itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualflow.words.answer_messages import MESSAGES as ANSWERS

MESSAGES: Mapping[str, tuple[str, str]] = {
    **ANSWERS,
    # what is asked, where the lesson has no words of its own
    "ask.choose_clause.unmet": (
        'Which clauses stop the step "{act}" on {on}?',
        "{on}，哪些条款使“{act}”不能进行？",
    ),
    "ask.choose_clause.unknown": (
        'Which clauses of the step "{act}" cannot be answered on {on}?',
        "{on}，关于“{act}”，哪些条款尚无法判断？",
    ),
    "ask.choose_clause.not_met": (
        'Which clauses of the step "{act}" are not met on {on}, or not known?',
        "{on}，关于“{act}”，哪些条款不满足或未知？",
    ),
    "ask.choose_clause.met": (
        'Which clauses of the step "{act}" are met on {on}?',
        "{on}，关于“{act}”，哪些条款已满足？",
    ),
    "ask.choose_clause.not_evaluated": (
        'Which clauses of the step "{act}" are not evaluated on {on}?',
        "{on}，关于“{act}”，哪些条款未被评估？",
    ),
    "ask.file_facts": (
        'File the fewest facts after which the step "{act}" is open on {on}.',
        "请提交最少的事实，使“{act}”在{on}可以进行。",
    ),
    "ask.last_day.clock": (
        'Which is the last day of the period "{clock}"?',
        "“{clock}”的期限，最后一日是哪一天？",
    ),
    "ask.last_day.step": (
        'Which is the last day on which the step "{act}" is open?',
        "哪一天是可以“{act}”的最后一日？",
    ),
    "ask.order_steps": (
        "Put these acts into an order that the law accepts.",
        "请将下列行为排成法律允许的先后顺序。",
    ),
    "ask.write_clause": (
        "Write the condition of {ref}: {text}",
        "请写出 {ref} 的条件：{text}",
    ),
    "ask.probability": (
        "How likely is it, in percent: {question}?",
        "可能性有多大（百分比）：{question}？",
    ),
    "ask.choose.answer": (
        'What does the law answer on {on} to the request for the step "{act}"?',
        "{on}申请“{act}”，法律如何回答？",
    ),
    "ask.choose.state": (
        "Where does the case stand on {on}?",
        "{on}，案件处于何种状态？",
    ),
    "ask.choose.actors": (
        'Who may take the step "{act}" on {on}?',
        "{on}，谁可以“{act}”？",
    ),
    "ask.choose.open": (
        "Which of these steps are open on {on}?",
        "{on}，下列哪些步骤可以进行？",
    ),
    "ask.choose.verdict": (
        "How does the clause {ref} come out on {on}?",
        "{on}，条款 {ref} 的判断结果是什么？",
    ),
    "ask.choose.standing": (
        "How well is the clause {ref} known?",
        "条款 {ref} 的依据属于哪一种？",
    ),
    "ask.choose.expiry": (
        'What happens when the period "{clock}" runs out?',
        "“{clock}”的期限届满时，会发生什么？",
    ),
    # the setting
    "setting.stands": ("The case stands at", "案件所处状态"),
    "setting.on": ("Day", "日期"),
    "setting.asks": ("Who asks", "申请者"),
    "setting.evidence": ("Evidence at least", "证据不弱于"),
    "setting.at_the_end": (
        "{state}, since {since}",
        "{state}，自{since}起",
    ),
    # options
    "option.open": (
        "open: every clause that can bar it is met",
        "可以：凡能阻碍的条款均已满足",
    ),
    "option.closed": ("closed: a clause is not met", "不可以：有条款不满足"),
    "option.unknown": ("not known: too little is on file", "无法确定：现有材料不足"),
    "option.no_such_transition": (
        "there is no such step from here on this day",
        "当日由此没有这一步",
    ),
    "verdict.met": ("met", "满足"),
    "verdict.unmet": ("not met", "不满足"),
    "verdict.unknown": ("unknown", "未知"),
    "verdict.not_evaluated": ("not evaluated", "未评估"),
    "option.text": ("the article itself was read", "已读条文原文"),
    "option.press": ("known from reports", "依据报道"),
    "option.memory": ("from memory, not verified", "仅凭记忆，未经核实"),
    "option.practice": (
        "what authorities are reported to do, no article",
        "据报道的惯常做法，没有条文",
    ),
    "option.finding": (
        "a breach is noted, and the case stays where it is",
        "记为逾期，案件停留原处",
    ),
    "option.end": ("nothing: the period is simply over", "什么也不发生，期限就此结束"),
    "option.expiry": ("by law: {act}", "依法：{act}"),
    "move.act": ("{act} ({who})", "{act}（{who}）"),
    "move.file": ("file: {fact}", "提交：{fact}"),
    # the verdict on an answer
    "right": ("Right.", "正确。"),
    "wrong": ("Not yet.", "还不对。"),
    "not_read": ("This cannot be read yet.", "这还读不懂。"),
    "not_marked": ("This could not be marked here.", "此处无法评分。"),
    # why
    "clause.right": ("{ref} is one of them: {why}", "{ref} 属于其中：{why}"),
    "clause.wrong": ("{ref} is none of them: {why}", "{ref} 不在其中：{why}"),
    "clause.is": (
        "{verdict}. Asked: {asked}. {values}",
        "{verdict}。要求：{asked}。{values}",
    ),
    "clause.left_out": ("{verdict}: {why}", "{verdict}：{why}"),
    "left_out.text": (
        "its text was read, and this exercise asks for {asked} only.",
        "该条依据条文原文，而本题只评估：{asked}。",
    ),
    "left_out.press": (
        "it is known from reports, and this exercise asks for {asked} only.",
        "该条依据报道，而本题只评估：{asked}。",
    ),
    "left_out.memory": (
        "it is quoted from memory, and this exercise asks for {asked} only.",
        "该条仅凭记忆，而本题只评估：{asked}。",
    ),
    "left_out.practice": (
        "it is practice and no article, and this exercise asks for {asked} only.",
        "该条是惯例而非条文，而本题只评估：{asked}。",
    ),
    "left_out.not_in_force": (
        "it is not in force on {on}.",
        "该条在{on}并不施行。",
    ),
    "and_list": (" and ", "和"),
    "left_out": (
        "{ref} is not evaluated: {why}",
        "{ref} 未评估：{why}",
    ),
    "clause.noted": (
        "it is noted, and bars nothing. {values}",
        "仅作记录，不构成阻碍。{values}",
    ),
    "values.presumed": (
        "Nobody has filed the contrary, so it is presumed.",
        "无人提交相反的事实，故作推定。",
    ),
    "values": ("On file: {values}.", "在案：{values}。"),
    "values.none": ("Nothing about it is on file.", "没有任何相关材料。"),
    "more": ("{n} more belong to them.", "还差{n}项。"),
    "more_1": ("One more belongs to them.", "还差一项。"),
    "nothing_chosen": ("Nothing was chosen yet.", "尚未选择。"),
    "opens": (
        "With {n} filings the step is open, and fewer would not do.",
        "提交{n}项后即可进行，再少则不行。",
    ),
    "opens_1": (
        "With one filing the step is open, and without it it is not.",
        "提交1项后即可进行，缺少则不行。",
    ),
    "opens_many": (
        "It opens with {n} filings, but {least} would do.",
        "提交{n}项确实可以进行，但{least}项就够了。",
    ),
    "not_by_filing": (
        '"{fact}" is written by a step or read in another case: no filing changes it.',
        "“{fact}”由步骤写入或从其他案件读取，提交材料不能改变它。",
    ),
    "refused.closed": (
        'On {on} "{act}" is closed: {why}',
        "{on}，“{act}”不可以进行：{why}",
    ),
    "refused.unknown": (
        'On {on} it is not known whether "{act}" is open: {why}',
        "{on}，能否“{act}”尚无法确定：{why}",
    ),
    "refused.wrong_actor": (
        'On {on} {who} may not take the step "{act}"; only {may} may.',
        "{on}，{who}无权“{act}”，只有{may}可以。",
    ),
    "refused.nobody": (
        'Nobody can ask for the step "{act}"; time or an archive makes it.',
        "任何人都不能申请“{act}”，这一步由时间或档案记录产生。",
    ),
    "refused.no_such_transition": (
        'On {on} there is no step "{act}" from "{state}".',
        "{on}，从“{state}”没有“{act}”这一步。",
    ),
    "at_place": ("Act {n}: {why}", "第{n}步：{why}"),
    "because": ("{ref} ({verdict}): {text}", "{ref}（{verdict}）：{text}"),
    "ordered": (
        'The law accepts every act, and the case stands at "{state}".',
        "法律允许每一步，案件到达“{state}”。",
    ),
    "step_open": ('On {on} "{act}" is open.', "{on}，可以“{act}”。"),
    "step_still_open": (
        'On {on} "{act}" is still open.',
        "{on}，仍然可以“{act}”。",
    ),
    "all_met_here": (
        "No clause that bars is unmet or unknown.",
        "凡能阻碍的条款，没有不满足或未知的。",
    ),
    "clauses_are": (
        "What stands in the way: {clauses}.",
        "构成阻碍的是：{clauses}。",
    ),
    "last_step": (
        'The last step by then was "{act}", on {on}.',
        "此前最后一步是“{act}”，时间为{on}。",
    ),
    "reads": ("The clause asks: {asked}. {values}", "条款要求：{asked}。{values}"),
    "comes_from": ("It comes from {ref}: {text}", "其依据是 {ref}：{text}"),
    "stands_in": ("The clause stands in: {title}.", "该条款出自：{title}。"),
    "and_guess": ("{said} Did you mean {guess}?", "{said}您是指 {guess} 吗？"),
    "outside": (
        "Only the days from {first} to {last} are asked about.",
        "只询问{first}至{last}之间的日期。",
    ),
    "day.day_zero": (
        "{day} is day 0: the period begins to count after it.",
        "{day}是第0日，期限从次日起算。",
    ),
    "day.counted": (
        "{day} is day {n} of {length}: the period is not over.",
        "{day}是第{n}日，共{length}日，期限尚未届满。",
    ),
    "day.not_counted": (
        "{day} does not count ({reason}); {n} of {length} are over by then.",
        "{day}不计入（{reason}）；至此共计入{n}日，总计{length}日。",
    ),
    "day.early": (
        "{day} is too early: the period runs to a later day.",
        "{day}过早，期限届满更晚。",
    ),
    "day.late": (
        "{day} is too late: the period is over by then.",
        "{day}过晚，期限已届满。",
    ),
    "reason.holiday": ("a day off", "节假日"),
    "reason.weekend": ("a weekend", "周末"),
    "reason.paused": ("the period stands still", "期限中止"),
    "reason.no_data": ("the calendar has no data", "日历没有数据"),
    "due": (
        "{due} is the last day of the period of {ref}: an act on it is in time. "
        "{after}",
        "{due}是 {ref} 所定期限的最后一日，当日作出仍为及时。{after}",
    ),
    "after.finding": (
        "On the day after, a breach is noted and nothing else happens.",
        "次日记为逾期，此外不发生任何事。",
    ),
    "after.end": (
        "On the day after it is over, and no breach.",
        "次日期限结束，并非违法。",
    ),
    "after.step": (
        'On the day after the law makes the step "{act}".',
        "次日依法“{act}”。",
    ),
    "unreadable": (
        'This cannot be read at character {n}, "{near}". {hint}',
        "第{n}个字符“{near}”处无法读懂。{hint}",
    ),
    "unreadable.end": (
        "This cannot be read: it ends too early. {hint}",
        "无法读懂：写到一半就结束了。{hint}",
    ),
    "expected": ("Expected there: {expected}.", "此处应为：{expected}。"),
    "ill_typed": (
        '"{part}" does not fit: {expected} expected, {found} found.',
        "“{part}”不合适：应为{expected}，却是{found}。",
    ),
    "no_such_fact": (
        "There is no fact called {name} here.",
        "这里没有名为 {name} 的事实。",
    ),
    "differs": (
        'They differ in this case, on {on}: {facts}. There the law says "{law}", and '
        'yours says "{yours}".',
        "两者在下面的情形不同（{on}）：{facts}。此时法律的结果是“{law}”，而您的结果是“{yours}”。",
    ),
    "no_facts": ("nothing on file", "没有任何材料"),
    "same_on": (
        "It says the same as the clause in all {n} cases that were tried.",
        "在尝试的全部{n}种情形中，结果均与条款一致。",
    ),
    "same_on_1": (
        "It says the same as the clause in the one case there is.",
        "在唯一的情形中，结果与条款一致。",
    ),
    "likely": (
        "On the assumptions of the scenario it is {percent} %.",
        "依情景的假设，为{percent}%。",
    ),
    "too_wide": (
        "A range of {width} points says too little: at most {widest} are allowed.",
        "{width}个百分点的范围过宽，最多允许{widest}个。",
    ),
    "beyond.above": (
        "It is higher than your range.",
        "结果高于您的范围。",
    ),
    "beyond.below": (
        "It is lower than your range.",
        "结果低于您的范围。",
    ),
    "option_right": ('"{option}" is right.', "“{option}”正确。"),
    "option_wrong.answer.open": (
        '"Open" would need a step from where the case stands, somebody who may ask, '
        "and every clause that can bar it met. That is not so.",
        "只有由当前状态有这一步、申请者有权提出，且凡能阻碍的条款均已满足，"
        "才是“可以”。现在并非如此。",
    ),
    "option_wrong.answer.closed": (
        '"Closed" would need a clause that is not met, or somebody who may not ask. '
        "There is none.",
        "只有某一条款不满足，或申请者无权提出，才是“不可以”。现在并非如此。",
    ),
    "option_wrong.answer.unknown": (
        '"Not known" would need a clause that nobody can answer yet, and none that is '
        "not met. That is not so.",
        "只有某一条款尚无法判断，且没有不满足的条款，才是“无法确定”。现在并非如此。",
    ),
    "option_wrong.answer.no_such_transition": (
        "There is such a step from where the case stands.",
        "由案件当前的状态，确有这一步。",
    ),
    "option_wrong.actors": (
        '"{option}" is not among those who may take the step "{act}" on {on}.',
        "{on}，有权“{act}”的并不包括“{option}”。",
    ),
    "option_wrong.open": (
        'On {on} "{option}" is not open.',
        "{on}，不能“{option}”。",
    ),
    "option_wrong.verdict": (
        'On this file {ref} does not come out as "{option}" on {on}.',
        "{on}，依现有材料，{ref} 的结果并非“{option}”。",
    ),
    "option_wrong.standing": (
        'For {ref} it is not so: "{option}".',
        "{ref} 并非如此：“{option}”。",
    ),
    "option_wrong.expiry": (
        'When this period runs out, this is not what happens: "{option}".',
        "这一期限届满时，并非如此：“{option}”。",
    ),
    "not_there.was": (
        'On {on} the case stands at "{state}" no more.',
        "{on}，案件已不再处于“{state}”。",
    ),
    "not_there.never": (
        'By {on} the case has never come to "{state}".',
        "截至{on}，案件从未到达“{state}”。",
    ),
    "needs_packages": (
        "Marking needs further packages: pip install 'qualflow[{extra}]'.",
        "评分需要另装软件包：pip install 'qualflow[{extra}]'。",
    ),
    # what to try next
    "hint": ("Hint: {hint}", "提示：{hint}"),
    "look.clause": ("look at {name}.", "请看 {name}。"),
    "look.fact": ("think of this: {name}", "请考虑：{name}"),
    "look.move": ("at that place comes: {name}.", "该处应当是：{name}。"),
    "look.option": ("look at this one: {name}.", "请看这一项：{name}。"),
    "look.earlier": ("it is earlier than {name}.", "比{name}更早。"),
    "look.later": ("it is later than {name}.", "比{name}更晚。"),
    "look.between": (
        "it lies between {low} and {high} %.",
        "在{low}%与{high}%之间。",
    ),
    "look.clause_words": (
        "the clause asks: {asked}. It reads: {facts}.",
        "条款要求：{asked}。它读取：{facts}。",
    ),
    "stop": (".", "。"),
    # answers on the printed sheet
    "answer.percents": ("{low} to {high} %", "{low}%至{high}%"),
}
