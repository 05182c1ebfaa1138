import { expect, test, vi } from 'vitest'
import { lateChat, type Line } from '@/components/assistant/late-chat'
import { questionOf } from '@/components/assistant/question-parts'
import { LOST, Refused } from '@/components/assistant/refusal'

/** What `useChat` is asked for, and in which order. */
function line() {
  const asked: [string, unknown][] = []
  const note = (name: string) => (what: unknown) => void asked.push([name, what])
  return {
    asked,
    line: {
      setMessages: note('messages'),
      sendMessage: async (_: unknown, options: unknown) => note('send')(options),
      clearError: () => note('clear')(undefined),
      stop: async () => note('stop')(undefined),
    } as Line,
  }
}

const earlier = [questionOf('What is a toll?', [])]
const question = [...earlier, questionOf('And a gate?', [])]

test('a question that is asked before useChat is there waits for it, and is sent once', async () => {
  const load = vi.fn<() => Promise<void>>(async () => {})
  const chat = lateChat(earlier, load)
  const seen = vi.fn<() => void>()
  chat.subscribe(seen)
  chat.answer(question, { model: 'quick' })
  expect(chat.read()).toEqual({ messages: question, status: 'submitted', error: undefined })
  expect(seen).toHaveBeenCalledOnce()
  expect(load).toHaveBeenCalledOnce()
  expect(chat.isWaiting()).toBe(true)

  const { line: to, asked } = line()
  // It says at first what it begins with, before it knows of the question.
  chat.report({ messages: question, status: 'ready', error: undefined })
  expect(chat.read().status).toBe('submitted')
  chat.connect(to)
  expect(asked).toEqual([
    ['messages', question],
    ['send', { body: { model: 'quick' } }],
  ])
  expect(chat.isWaiting()).toBe(false)
  chat.connect(to)
  expect(asked.filter(([name]) => name === 'send')).toHaveLength(1)
})

test('what changed before useChat was there is what it begins with; then it says what is', () => {
  const chat = lateChat(earlier, async () => {})
  chat.setMessages(question)
  const { line: to, asked } = line()
  chat.connect(to)
  expect(asked).toEqual([['messages', question]])
  chat.report({ messages: [], status: 'streaming', error: undefined })
  expect(chat.read()).toEqual({ messages: [], status: 'streaming', error: undefined })
  chat.answer(question, {})
  expect(asked.slice(1)).toEqual([
    ['messages', question],
    ['send', { body: {} }],
  ])
})

test('a question is given back when useChat cannot be had, and the next one asks for it again', async () => {
  const load = vi
    .fn<() => Promise<void>>(async () => {})
    .mockRejectedValueOnce(new Error('offline'))
  const chat = lateChat(earlier, load)
  chat.answer(question, {})
  await vi.waitFor(() => expect(chat.read().status).toBe('error'))
  const { error, messages } = chat.read()
  expect(error).toBeInstanceOf(Refused)
  expect((error as Refused).body).toEqual(LOST)
  expect(messages).toEqual(question)
  expect(chat.isWaiting()).toBe(false)

  chat.clearError()
  chat.setMessages(earlier)
  expect(chat.read()).toEqual({ messages: earlier, status: 'ready', error: undefined })
  chat.answer(question, {})
  expect(load).toHaveBeenCalledTimes(2)
  const { line: to, asked } = line()
  chat.connect(to)
  expect(asked.map(([name]) => name)).toEqual(['messages', 'send'])
})

test('one that could not be had ahead of time says nothing, and is asked for only until it is there', async () => {
  const load = vi
    .fn<() => Promise<void>>(async () => {})
    .mockRejectedValueOnce(new Error('offline'))
  const chat = lateChat([], load)
  chat.prepare()
  await Promise.resolve()
  expect(chat.read()).toEqual({ messages: [], status: 'ready', error: undefined })
  chat.prepare()
  chat.connect(line().line)
  chat.prepare()
  expect(load).toHaveBeenCalledTimes(2)
})
