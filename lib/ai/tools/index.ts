import 'server-only'
import { asSchema, type ToolSet } from 'ai'
import { getBalance } from './get-balance'
import { getPlan } from './get-plan'
import { getPrices } from './get-prices'
import { getStatement } from './get-statement'
import { listPayments } from './list-payments'
import { offerTopUp } from './offer-top-up'

/**
 * The assistant's tools for one user. Who that is comes from the session and is closed over: no tool takes a user, so
 * nothing the model is told can reach another account.
 */
export function assistantTools(userId: string) {
  return {
    get_balance: getBalance(userId),
    get_statement: getStatement(userId),
    get_plan: getPlan(userId),
    list_payments: listPayments(userId),
    get_prices: getPrices(),
    offer_top_up: offerTopUp(),
  }
}

export type AssistantTools = ReturnType<typeof assistantTools>

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
