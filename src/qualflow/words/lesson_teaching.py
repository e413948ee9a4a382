"""The sentences of the teacher's page: its form, and what is wrong with an exercise."""

from __future__ import annotations

from collections.abc import Mapping

MESSAGES: Mapping[str, tuple[str, str]] = {
    # the form
    "teach_facts": ("4. Facts on file", "四、在案事实"),
    "teach_words": ("5. Words", "五、文字"),
    "teach_more": (
        "More: what happened before, other cases, who asks, evidence",
        "更多：此前的行为、其他案件、申请者、证据",
    ),
    "teach_show": ("Show what can be filled in", "显示可填写的内容"),
    "facts_lead": (
        "What the clauses read. A field that stays empty leaves the fact as it is in "
        "the case or in the sets, or not on file.",
        "条款所读取的事实。留空则保持案件或成组事实中的原值，或视为未提交。",
    ),
    "facts_need_step": (
        "Choose a day and a step, and show its facts; or add one.",
        "请先选择日期和步骤，再显示其事实；也可逐项添加。",
    ),
    "facts_read": (
        "Facts that the clauses read: {n}",
        "条款所读取的事实：{n}项",
    ),
    "fact_held": ("there already: {value}", "已有：{value}"),
    "key.options_own": (
        "answers to choose from, the right one among them: 2 to 12",
        "可选的答案（须包含正确答案），2至12项",
    ),
    "key.add": ("another fact", "其他事实"),
    "sets_fold": (
        "Sets of facts: a whole file at once",
        "成组事实：一次填入整份材料",
    ),
    "sets_what": ("What is in these sets", "各组事实的内容"),
    "names_of_acts": (
        "Steps by name, and who takes them",
        "步骤的名称及其行为人",
    ),
    "line_like": ("A line looks like this: {example}", "每行形如：{example}"),
    "key.link": ("another case it reads: {link}", "所读取的其他案件：{link}"),
    # the link
    "teach_address": ("The whole address", "完整地址"),
    "teach_local": (
        "Only this computer opens this address. To show it to a class, start the pages "
        "with `qualflow serve --host 0.0.0.0` and open them by the name of this "
        "computer.",
        "只有这台电脑能打开此地址。要给全班使用，请用 "
        "`qualflow serve --host 0.0.0.0` 启动，并以本机名称打开。",
    ),
    # what a form lacks
    "lacks.on": ("Choose a day.", "请选择日期。"),
    "lacks.step": ("Choose a step.", "请选择步骤。"),
    "lacks.clause": ("Choose a clause.", "请选择条款。"),
    "lacks.clock": ("Choose a period.", "请选择期限。"),
    "lacks.scenario": (
        "Choose a scenario and its question.",
        "请选择情景及其问题。",
    ),
    "lacks.last_of": (
        "Choose a period or a step, one of them.",
        "期限或步骤，请选择其中一项。",
    ),
    "lacks.moves": ("Write 2 to 8 acts, one a line.", "请写2至8个行为，每行一项。"),
    "lacks.options": ("Tick at least two answers.", "请至少勾选两个答案。"),
    "wrong.day": ('"{value}" is no day.', "“{value}”不是日期。"),
    "wrong.options": ("Tick at most twelve answers.", "最多勾选十二个答案。"),
    "wrong.state": (
        "The case that comes with the process stands where it stands: leave the state "
        "empty, or choose a case of its own.",
        "所选案件自有其状态：请将状态留空，或改为另设案件。",
    ),
    "wrong.until": (
        "The last day that is looked at lies at most 1,100 days after the day.",
        "查看到的最后日期，不得晚于该日期之后1,100日。",
    ),
    "wrong.until_clock": (
        "A last day to look at is for a step; leave it empty for a period.",
        "最后日期用于步骤；选择期限时请留空。",
    ),
    "wrong.clause": (
        "{ref} is not in force on {on}.",
        "{ref} 在{on}并不施行。",
    ),
    "wrong.line": (
        '{label}: "{line}" cannot be read. A line looks like this: {example}',
        "{label}：“{line}”无法读懂。每行形如：{example}",
    ),
    "wrong.name.step": (
        "{label}: there is no step called {name} here.",
        "{label}：这里没有名为 {name} 的步骤。",
    ),
    "wrong.name.actor": (
        "{label}: nobody here is called {name}.",
        "{label}：这里没有名为 {name} 的行为人。",
    ),
    "wrong.name.fact": (
        "{label}: there is no fact called {name} here.",
        "{label}：这里没有名为 {name} 的事实。",
    ),
    "did_you_mean": ("{said} Did you mean {guess}?", "{said}您是指 {guess} 吗？"),
    "wrong.late": (
        "{label}: {day} lies after the day that is asked about.",
        "{label}：{day}晚于所问的日期。",
    ),
    "wrong.twice": (
        '{label}: "{line}" stands there twice.',
        "{label}：“{line}”出现了两次。",
    ),
    "wrong.not_given": (
        "{label}: {fact} is not among the facts that are given.",
        "{label}：所给事实中没有“{fact}”。",
    ),
    "wrong.hints": ("At most five hints.", "提示至多五条。"),
    "wrong.long": (
        "This is too much for an address: {n} characters, at most {most}. Leave out "
        "some facts or acts.",
        "内容过多，地址放不下：{n}个字符，至多{most}个。请去掉一些事实或行为。",
    ),
    # why no answer would be right
    "hopeless.no_clauses": (
        'On {on} no clause stands before the step "{act}" from where the case stands.',
        "{on}，由案件当前的状态，“{act}”没有任何条款。",
    ),
    "hopeless.none_so": (
        'On {on} no clause of the step "{act}" is {wanted}.',
        "{on}，“{act}”没有哪一条款的结果是“{wanted}”。",
    ),
    "hopeless.nobody": (
        'On {on} nobody who is meant can ask for the step "{act}" from where the case '
        "stands.",
        "{on}，由案件当前的状态，所设的申请者不能“{act}”。",
    ),
    "hopeless.no_filing": (
        'No filing opens the step "{act}": something else stands in its way.',
        "任何材料都不能使“{act}”可以进行：另有阻碍。",
    ),
    "hopeless.open_already": (
        'The step "{act}" is open on {on} already: nothing need be filed.',
        "{on}已可以“{act}”，无须再提交材料。",
    ),
    "hopeless.not_running": (
        'The period "{clock}" does not run on {on}.',
        "{on}，“{clock}”的期限并未进行。",
    ),
    "hopeless.day_unknown": (
        'The last day of the period "{clock}" cannot be said: a day or a length of it '
        "is not on file.",
        "“{clock}”的期限，最后一日无法确定：起算日或长度尚未提交。",
    ),
    "hopeless.never_open": (
        'The step "{act}" is open on no day from {on} to {until}.',
        "自{on}至{until}，没有一天可以“{act}”。",
    ),
    "hopeless.open_still": (
        'The step "{act}" is still open on {until}, the last day that is looked at: '
        "choose a later one.",
        "到查看的最后日期{until}，仍可以“{act}”：请选择更晚的日期。",
    ),
    "hopeless.no_order": (
        "The law accepts no order of these acts. {far}",
        "这些行为，法律不允许任何一种先后顺序。{far}",
    ),
    "stuck.first": ("None of them can come first: {why}", "没有一步可以居首：{why}"),
    "stuck.after": (
        "It goes as far as this: {done}. Then: {why}",
        "最多只能到：{done}。然后：{why}",
    ),
    "hopeless.shown_in_order": (
        "The acts are shown in an order that is right already: mix them.",
        "所列顺序本来就对：请打乱。",
    ),
    "hopeless.not_computed": (
        "The scenario cannot be computed: {why}",
        "该情景无法计算：{why}",
    ),
    "hopeless.none_right": (
        "None of the answers to choose from is right.",
        "可选的答案中没有正确的。",
    ),
    "hopeless.not_listed": (
        "The right answer is not among those to choose from: {missing}.",
        "可选的答案中缺少正确答案：{missing}。",
    ),
}
