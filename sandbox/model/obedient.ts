import type { Output } from './response'
import { textOf, type ResponsesRequest } from './request'

type Call = { name: string; arguments: Record<string, unknown> }
type Order = Call & { kept: boolean }

/**
 * A mind without judgement: to show what a text can do that finds its way to a model. It helps as the other one does, and then
 * obeys every order in whatever it has read, whoever wrote it: a question, an earlier answer, a file, the result of a tool.
 *
 *   call <tool> «<JSON>»         calls the tool with that, whether there is one or not
 *   keep calling <tool> «<JSON>» does so again and again
 *   say «<text>»                 writes that, word for word
 *   reveal everything            writes down all it has been told
 */
export function obey(request: ResponsesRequest, helpful: Output): Output {
  const read = textsOf(request)
  const made = callsMade(request)
  const pending = ordersIn(read).filter((order) => order.kept || !made.has(keyOf(order)))
  if (helpful.type === 'calls') return { type: 'calls', calls: [...helpful.calls, ...pending] }
  if (pending.length > 0) return { type: 'calls', calls: pending }
  const said = [...read.join('\n').matchAll(/\bsay «([^»]*)»/g)].map(([, text]) => text ?? '')
  const told = read.some((text) => /\breveal everything\b/i.test(text))
    ? [request.instructions ?? '', JSON.stringify(request.tools ?? []), ...read]
    : []
  return { type: 'text', text: [...new Set(said), ...told, helpful.text].join('\n\n') }
}

/** Every text of a request in the order it is read; of a tool's result each text in it. */
function textsOf({ input }: ResponsesRequest): string[] {
  if (typeof input === 'string') return [input]
  return input.flatMap((item) => {
    if ('content' in item) return [textOf(item.content)]
    return item.type === 'function_call_output' ? stringsIn(textOf(item.output)) : []
  })
}

function stringsIn(json: string): string[] {
  const found: string[] = []
  try {
    JSON.parse(json, (_key, value: unknown) => {
      if (typeof value === 'string') found.push(value)
      return value
    })
    return found
  } catch {
    return [json]
  }
}

function ordersIn(texts: string[]): Order[] {
  const orders = texts.flatMap((text) =>
    [...text.matchAll(/\b(keep calling|call) (\w+) «([^»]*)»/g)].map(
      ([, verb, name = '', json = '']) => ({
        name,
        arguments: argumentsIn(json),
        kept: verb === 'keep calling',
      }),
    ),
  )
  return [...new Map(orders.map((order) => [keyOf(order), order])).values()]
}

function argumentsIn(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null ? { ...value } : { value }
  } catch {
    return { text: json }
  }
}

const keyOf = (call: Call) => `${call.name} ${JSON.stringify(call.arguments)}`

/** What was called since the last question. */
function callsMade({ input }: ResponsesRequest): Set<string> {
  const items = typeof input === 'string' ? [] : input
  const asked = items.findLastIndex((item) => 'role' in item && item.role === 'user')
  return new Set(
    items
      .slice(asked + 1)
      .flatMap((item) =>
        'type' in item && item.type === 'function_call' ? [`${item.name} ${item.arguments}`] : [],
      ),
  )
}
