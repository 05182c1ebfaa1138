import 'server-only'
import { asSchema, type ToolSet } from 'ai'
import { proposing, type Place } from '../approvals/propose'
import { actions, type ActionName } from './actions'
import { getBalance } from './get-balance'
import { getEntitlements } from './get-entitlements'
import { getPaymentProblems } from './get-payment-problems'
import { getPlan } from './get-plan'
import { getPrices } from './get-prices'
import { getSpending } from './get-spending'
import { getStatement } from './get-statement'
import { listPayments } from './list-payments'
import { offeredActions } from './offered'

const readingTools = (userId: string) => ({
  get_balance: getBalance(userId),
  get_spending: getSpending(userId),
  get_statement: getStatement(userId),
  get_plan: getPlan(userId),
  list_payments: listPayments(userId),
  get_payment_problems: getPaymentProblems(userId),
  get_prices: getPrices(),
  get_entitlements: getEntitlements(userId),
})

const actionTools = (place: Place) => ({
  top_up: proposing('top_up', actions.top_up, place),
  subscribe: proposing('subscribe', actions.subscribe, place),
  change_plan: proposing('change_plan', actions.change_plan, place),
  undo_plan_change: proposing('undo_plan_change', actions.undo_plan_change, place),
  cancel_plan: proposing('cancel_plan', actions.cancel_plan, place),
  resume_plan: proposing('resume_plan', actions.resume_plan, place),
  open_portal: proposing('open_portal', actions.open_portal, place),
  recovery_link: proposing('recovery_link', actions.recovery_link, place),
  auto_top_up: proposing('auto_top_up', actions.auto_top_up, place),
})

export type AssistantTools = ReturnType<typeof readingTools> & ReturnType<typeof actionTools>

/**
 * The assistant's tools for one answer to one user. Who that is comes from the session and is closed over: no tool takes a user,
 * so nothing the model is told can reach another account. The actions among them are those that make sense now, and only
 * propose.
 */
export async function assistantTools(place: Place): Promise<AssistantTools> {
  const offered = await offeredActions(place.userId)
  const acting = Object.entries(actionTools(place)).filter(([name]) =>
    offered.has(name as ActionName),
  )
  // The type names every tool there is, for the cards; one that is not offered is not there, and calling it an error.
  return { ...readingTools(place.userId), ...Object.fromEntries(acting) } as AssistantTools
}

/** The tools as the provider is sent them: part of what a call's input may cost. */
export async function toolDefinitions(tools: ToolSet): Promise<unknown[]> {
  return Promise.all(
    Object.entries(tools).map(async ([name, { description, inputSchema }]) => ({
      type: 'function',
      name,
      description,
      inputSchema: await asSchema<unknown>(inputSchema).jsonSchema,
    })),
  )
}
