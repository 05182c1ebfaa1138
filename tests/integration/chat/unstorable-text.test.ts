import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { chatHarness, chunksOf, type ChatHarness } from '@/tests/support/chat'

// Postgres stores neither U+0000 nor half a surrogate pair; JSON may carry both. A question with one ended in a 500, an
// answer with one was charged and lost.

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
})
beforeEach(() => chat.gate.reset())
afterAll(() => chat.close())

test.each([
  ['a null character', 'Hello\u0000there'],
  ['half a surrogate pair', 'Hello \ud83d there'],
])(
  '%s in a question is refused with a sentence, nothing written, nothing held',
  async (_, text) => {
    const ada = await chat.person(100_000_000)
    const response = await chat.ask(ada, text)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'bad_request' })
    expect(await ada.messages()).toEqual([])
    expect([...(await ada.holds()), ...(await ada.ends())]).toEqual([])
  },
)

test('in an answer is left out: what was charged is kept', async () => {
  const ada = await chat.person(100_000_000)
  const events = [
    { type: 'response.created', response: { id: 'resp_1', created_at: 1, model: 'gpt-5-mini' } },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'msg_1' } },
    { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Hello\u0000 there \ud83d' },
    { type: 'response.output_item.done', output_index: 0, item: { type: 'message', id: 'msg_1' } },
    { type: 'response.completed', response: { usage: { input_tokens: 50, output_tokens: 5 } } },
  ]
  const stream = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
  chat.gate.intercept(
    () => new Response(stream, { headers: { 'content-type': 'text/event-stream' } }),
  )
  await chunksOf(await chat.ask(ada, 'Hello there'))
  await chat.settled()
  const [, answer] = await ada.messages()
  expect(answer).toMatchObject({ status: 'complete' })
  expect(JSON.stringify(answer?.parts)).toContain('Hello there \ufffd')
  expect(await ada.entries()).toHaveLength(1)
})
