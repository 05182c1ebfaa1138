import { asSchema } from 'ai'
import { describe, expect, test } from 'vitest'
import type { Place } from '@/lib/ai/approvals/propose'
import { proposing } from '@/lib/ai/approvals/propose'
import { actions, type ActionName } from '@/lib/ai/tools/actions'
import { decide } from '@/sandbox/model/assistant'
import type { FunctionTool } from '@/sandbox/model/request'

const place: Place = { userId: 'nobody', chatId: 'none', answerId: 'none' }

const readingTools = [
  'get_balance',
  'get_spending',
  'get_statement',
  'get_plan',
  'list_payments',
  'get_payment_problems',
  'get_prices',
  'get_entitlements',
]

/** The tools as a user in some standing is offered them: with the schemas that the product has. */
async function toolsWith(names: ActionName[]): Promise<FunctionTool[]> {
  const acting = names.map(async (name): Promise<FunctionTool> => {
    const { inputSchema } = proposing(name, actions[name] as (typeof actions)['cancel_plan'], place)
    const parameters = (await asSchema(inputSchema).jsonSchema) as Record<string, unknown>
    return { type: 'function', name, parameters }
  })
  const reading = readingTools.map((name): FunctionTool => ({ type: 'function', name }))
  return [...reading, ...(await Promise.all(acting))]
}

const always: ActionName[] = ['top_up', 'auto_top_up', 'open_portal']
const free: ActionName[] = [...always, 'subscribe']
const paying: ActionName[] = [...always, 'change_plan', 'cancel_plan']

/** What the scripted model calls for a question. */
async function callsFor(question: string, offered: ActionName[]) {
  const tools = await toolsWith(offered)
  const output = decide(
    { model: 'gpt-5-mini', input: question, tools },
    { question, results: [], continued: false } as unknown as Parameters<typeof decide>[1],
    undefined,
  )
  return output.type === 'calls'
    ? output.calls.map(({ name, arguments: given }) => [name, given] as const)
    : []
}

describe('the scripted model', () => {
  test.each([
    ['Upgrade me to Business', paying, 'change_plan', { plan: 'business' }],
    [
      'I want to switch to Pro, paid yearly',
      paying,
      'change_plan',
      { plan: 'pro', interval: 'year' },
    ],
    ['Downgrade from Business to Pro please', paying, 'change_plan', { plan: 'pro' }],
    ['Upgrade me to Business', free, 'subscribe', { plan: 'business' }],
    ['Subscribe me to Pro by the year', free, 'subscribe', { plan: 'pro', interval: 'year' }],
    ['I want to try Pro', free, 'subscribe', { plan: 'pro' }],
    ['Cancel my plan', paying, 'cancel_plan', {}],
    ['Please cancel', paying, 'cancel_plan', {}],
    ['Resume my subscription', [...always, 'resume_plan'], 'resume_plan', {}],
    ['Take the cancellation back', [...always, 'resume_plan'], 'resume_plan', {}],
    ['Undo the planned change', [...paying, 'undo_plan_change'], 'undo_plan_change', {}],
    ['I need 1,000 credits', free, 'top_up', { suggested: 'medium' }],
    ['I want to buy more credits', free, 'top_up', {}],
    ['I want to use another card', paying, 'open_portal', { task: 'card' }],
    ['Open the billing portal', paying, 'open_portal', { task: 'home' }],
    ['Send me the payment link', [...paying, 'recovery_link'], 'recovery_link', {}],
    [
      'Turn on automatic top-up of 250 credits below 100 credits, at most $30 a month',
      paying,
      'auto_top_up',
      { turn: 'on', pack: 'small', threshold: 100, monthlyCap: 30 },
    ],
    ['Switch auto top-up off', paying, 'auto_top_up', { turn: 'off' }],
    ['Why did my last payment fail?', paying, 'get_payment_problems', {}],
    [
      'Where did my credits go this month, by day?',
      paying,
      'get_spending',
      { by: 'day', period: 'this_month' },
    ],
    ['Which models did I spend my credits on?', paying, 'get_spending', { by: 'model' }],
    ['What can I use?', paying, 'get_entitlements', {}],
    ['Show my payments and invoices', paying, 'list_payments', {}],
    ['When does my plan renew?', paying, 'get_plan', {}],
    ['How many credits do I have left?', paying, 'get_balance', {}],
    ['What does an image cost?', paying, 'get_prices', {}],
    // Not offered: it says how the plan stands, and proposes nothing.
    ['Resume my plan', paying, 'get_plan', {}],
    ['Cancel my plan', free, 'get_plan', {}],
  ] as const)('for "%s" of %j calls %s', async (question, offered, name, given) => {
    expect(await callsFor(question, [...offered])).toEqual([[name, given]])
  })
})
