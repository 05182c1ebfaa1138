import { afterAll, beforeAll, expect, test } from 'vitest'
import { chatHarness, chunksOf, type ChatHarness } from '@/tests/support/chat'

// litellm 35568: a stream that broke in the middle ended without usage, so its reservation was released and the part that
// had been streamed was free.

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())

test.each(['fail_midway', 'hang_up'] as const)(
  'a stream that breaks off (%s) is charged for what was streamed',
  async (mode) => {
    const ada = await chat.person(100_000_000)
    chat.gate.behave({ mode, outputTokens: 400 })
    await chunksOf(await chat.ask(ada, 'Hello there'))
    await chat.settled()
    const [end, ...more] = await ada.ends()
    expect(more).toEqual([])
    expect(end?.kind).toBe('burn')
    expect(Number(end?.delta)).toBeLessThan(0)
    expect(await ada.balance()).toBe(100_000_000 + Number(end?.delta))
    await ada.assertClean()
  },
)
