import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rateAnswer } from '@/lib/ai/feedback'
import { loadChat } from '@/lib/ai/chats'
import { chatHarness, chunksOf, textOf, type ChatHarness } from '@/tests/support/chat'

let chat: ChatHarness
beforeAll(async () => {
  chat = await chatHarness()
})
afterAll(() => chat.close())

let ada: Awaited<ReturnType<ChatHarness['person']>>
beforeEach(async () => {
  ada = await chat.person(100_000_000)
})
afterEach(async () => {
  await chat.settled()
  await ada.assertClean()
})

/** A chat of so many questions, each answered; its id and theirs. */
async function talked(texts: string[]) {
  const chatId = randomUUID()
  const ids: string[] = []
  for (const text of texts) {
    const messageId = randomUUID()
    ids.push(messageId)
    await chunksOf(await chat.ask(ada, text, { chatId, messageId }))
    await chat.settled()
  }
  return { chatId, ids }
}

const resend = (
  who: { cookie: string },
  text: string,
  asked: { chatId: string; replaces: string; messageId?: string },
) =>
  chat.post(
    who.cookie,
    JSON.stringify({
      id: asked.chatId,
      message: {
        id: asked.messageId ?? randomUUID(),
        role: 'user',
        parts: [{ type: 'text', text }],
      },
      replaces: asked.replaces,
    }),
  )

const questions = async (chatId: string) =>
  ((await loadChat(ada.id, chatId))?.messages ?? [])
    .filter(({ role }) => role === 'user')
    .map(textOf)

describe('edit and resend', () => {
  test('the question and all after it go, what they cost stays, and the new one is a request of its own', async () => {
    const { chatId, ids } = await talked(['Hello', 'What is my balance?', 'Thanks'])
    const before = await ada.entries()
    const messageId = randomUUID()
    const asked = { chatId, replaces: ids[1]!, messageId }
    const answer = await chunksOf(await resend(ada, 'What are the prices?', asked))
    await chat.settled()
    expect(answer.some((chunk) => chunk.type === 'tool-output-available')).toBe(true)
    expect(await questions(chatId)).toEqual(['Hello', 'What are the prices?'])
    const entries = await ada.entries()
    expect(entries.slice(0, before.length)).toEqual(before)
    expect(entries.length).toBeGreaterThan(before.length)
    // The model was shown what came before, and nothing of what went.
    const [, second] = (await ada.messages()).filter(({ role }) => role === 'user')
    expect(second?.id).toBe(messageId)

    // The same request once more is answered as it was, though what it replaced is gone.
    const again = await resend(ada, 'What are the prices?', asked)
    expect(again.headers.get('x-replayed')).toBe('true')
    await again.text()
    expect(await ada.entries()).toHaveLength(entries.length)
  })

  test('nobody edits what is not there, or somebody else’s', async () => {
    const { chatId, ids } = await talked(['Hello'])
    const eve = await chat.person(100_000_000)
    const gone = await resend(ada, 'Hi', { chatId, replaces: randomUUID() })
    expect(gone.status).toBe(404)
    const answerId = `${ids[0]}-answer`
    expect((await resend(ada, 'Hi', { chatId, replaces: answerId })).status).toBe(404)
    expect((await resend(eve, 'Hi', { chatId, replaces: ids[0]! })).status).toBe(404)
    // In a chat of her own the id of another's message is none.
    const own = await resend(eve, 'Hi', { chatId: randomUUID(), replaces: ids[0]! })
    expect(own.status).toBe(404)
    expect(await questions(chatId)).toEqual(['Hello'])
    await eve.assertClean()
  })

  test('not while an answer is being written, and nothing is lost when it is refused', async () => {
    const { chatId, ids } = await talked(['Hello', 'Thanks'])
    await chat.db.chatMessage.updateMany({
      where: { userId: ada.id, id: `${ids[1]}-answer` },
      data: { status: 'streaming' },
    })
    const running = await resend(ada, 'Hi', { chatId, replaces: ids[0]! })
    expect(running.status).toBe(409)
    expect(await running.json()).toMatchObject({ message: expect.stringMatching(/Stop it first/) })
    expect(await questions(chatId)).toEqual(['Hello', 'Thanks'])
    await chat.db.chatMessage.updateMany({
      where: { userId: ada.id, id: `${ids[1]}-answer` },
      data: { status: 'complete' },
    })
  })

  test('of two edits at once one takes the place', async () => {
    const { chatId, ids } = await talked(['Hello'])
    const both = await Promise.all([
      resend(ada, 'Good morning', { chatId, replaces: ids[0]! }),
      resend(ada, 'Good evening', { chatId, replaces: ids[0]! }),
    ])
    await Promise.all(both.map((response) => response.text()))
    await chat.settled()
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404])
    expect(await questions(chatId)).toHaveLength(1)
  })
})

describe('feedback', () => {
  test('is kept with the answer, changed and taken back, by its reader alone', async () => {
    const { chatId, ids } = await talked(['Hello'])
    const messageId = `${ids[0]}-answer`
    const shown = async () => (await loadChat(ada.id, chatId))?.messages.at(-1)?.metadata?.feedback
    const rate = (userId: string, feedback: Parameters<typeof rateAnswer>[1]['feedback']) =>
      rateAnswer(userId, { chatId, messageId, feedback })
    await rate(ada.id, { verdict: 'up', comment: null })
    expect(await shown()).toEqual({ verdict: 'up', comment: null })
    await rate(ada.id, { verdict: 'down', comment: 'Too short.' })
    expect(await shown()).toEqual({ verdict: 'down', comment: 'Too short.' })
    const eve = await chat.person(0)
    await expect(rate(eve.id, { verdict: 'up', comment: null })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(
      rateAnswer(ada.id, { chatId, messageId: ids[0]!, feedback: null }),
    ).rejects.toMatchObject({ code: 'not_found' })
    await rate(ada.id, null)
    expect(await shown()).toBeUndefined()
  })
})
