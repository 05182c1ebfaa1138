import type { FunctionTool } from './request'

type Arguments = Record<string, unknown>

const number = (digits: string | undefined) =>
  digits === undefined ? undefined : Number(digits.replaceAll(',', ''))

const interval = (question: string) =>
  /\b(yearly|annual(ly)?|by the year|a year)\b/i.test(question)
    ? 'year'
    : /\b(monthly|by the month|a month)\b/i.test(question)
      ? 'month'
      : undefined

const plan = (question: string) =>
  (
    /\b(pro|business)\b/i.exec(question.replace(/\bfrom (pro|business)\b/gi, ''))?.[1] ?? ''
  ).toLowerCase() || (/\bupgrad/i.test(question) ? 'business' : 'pro')

/** The packs, as the parameter's description lists them: "small 250, medium 1,000". */
function packFor(tool: FunctionTool, question: string): string | undefined {
  const properties = (tool.parameters?.properties ?? {}) as Record<string, { description?: string }>
  const said = properties.suggested?.description ?? properties.pack?.description ?? ''
  const packs = [...said.matchAll(/\b([a-z]+) (\d[\d,]*)/g)].map(([, key = '', credits]) => ({
    key,
    credits: number(credits) ?? 0,
  }))
  const wanted = number(/(\d[\d,]*) ?(?:more )?(?:credits?|cr)\b/i.exec(question)?.[1])
  const named = packs.find(({ key }) => new RegExp(`\\b${key}\\b`, 'i').test(question))
  return (named ?? packs.find(({ credits }) => wanted !== undefined && credits >= wanted))?.key
}

const byTool: Record<string, (question: string, tool: FunctionTool) => Arguments> = {
  change_plan: (question) => ({ plan: plan(question), interval: interval(question) }),
  subscribe: (question) => ({
    plan: /\bbusiness\b/i.test(question) ? 'business' : 'pro',
    interval: interval(question),
  }),
  top_up: (question, tool) => ({ suggested: packFor(tool, question) }),
  open_portal: (question) => ({ task: /\bcard\b/i.test(question) ? 'card' : 'home' }),
  auto_top_up: (question, tool) => ({
    turn: /\b(off|stop|disable|cancel|no more)\b/i.test(question) ? 'off' : 'on',
    pack: packFor(
      tool,
      question.replace(/\b(below|under|less than|fewer than)\D{0,12}\d[\d,]*( credits?)?/gi, ''),
    ),
    threshold: number(
      /\b(?:below|under|less than|fewer than)\D{0,12}(\d[\d,]*)/i.exec(question)?.[1],
    ),
    monthlyCap: number(
      /\b(?:at most|up to|cap|limit|maximum|max)\D{0,12}\$?(\d[\d,]*)/i.exec(question)?.[1],
    ),
  }),
  get_spending: (question) => ({
    by: /\b(day|days|daily)\b/i.test(question.replace(/\b(last|past) \d+ days\b/i, ''))
      ? 'day'
      : /\bmodels?\b/i.test(question)
        ? 'model'
        : undefined,
    period: /\b(?:last|past) 7 days\b/i.test(question)
      ? 'last_7_days'
      : /\b(today|yesterday|(?:this|last) (?:week|month))\b/i
          .exec(question)?.[1]
          ?.toLowerCase()
          .replace(' ', '_'),
  }),
}

/** The arguments of the tools that act, and of those whose words in a question are not those of their schema. */
export function actionArguments(tool: FunctionTool, question: string): Arguments | undefined {
  const found = byTool[tool.name]?.(question, tool)
  return (
    found && Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
  )
}
