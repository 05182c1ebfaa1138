import { createOpenAI } from '@ai-sdk/openai'
import { APICallError, generateText, isStepCount, streamText, tool } from 'ai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { defaultSwitches, type SwitchesPatch } from '@/sandbox/switches'
import { testSandbox, type TestSandbox } from '@/tests/support/sandbox'

let sandbox: TestSandbox

beforeAll(async () => {
  sandbox = await testSandbox()
})
afterAll(() => sandbox.close())
beforeEach(() =>
  change({ ...defaultSwitches, model: { mode: 'normal', msPerToken: 0, outputTokens: null } }),
)

async function change(patch: SwitchesPatch) {
  const response = await fetch(`${sandbox.url}/api/switches`, {
    method: 'PATCH',
    body: JSON.stringify(patch),
  })
  expect(response.status).toBe(200)
}

const model = (id = 'gpt-5-mini') =>
  createOpenAI({ baseURL: `${sandbox.url}/model/v1`, apiKey: 'sk-test' })(id)
const providerOptions = { openai: { store: false } }

/** What `streamText` says went wrong, next to what it gave. */
async function read(options: Partial<Parameters<typeof streamText>[0]> & { prompt: string }) {
  const errors: unknown[] = []
  const result = streamText({
    model: model(),
    providerOptions,
    maxRetries: 0,
    onError: ({ error }) => void errors.push(error),
    ...options,
  } as Parameters<typeof streamText>[0])
  let text = ''
  let deltas = 0
  for await (const part of result.stream)
    if (part.type === 'text-delta') {
      text += part.text
      deltas += 1
    }
  return { result, text, deltas, errors }
}

const post = (
  body: unknown,
  headers: Record<string, string> = { authorization: 'Bearer sk-test' },
  signal?: AbortSignal,
) =>
  fetch(`${sandbox.url}/model/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  })

const longStream = { model: 'gpt-5-mini', input: 'Write 100 words about tides.', stream: true }

/** How many answers the model is writing now. */
async function answering(): Promise<number> {
  const response = await fetch(`${sandbox.url}/model/answering`, {
    headers: { authorization: 'Bearer sk-test' },
  })
  return ((await response.json()) as { answering: number }).answering
}

const balance = {
  available: { micro: 93_200_000, text: '93.2 credits' },
  setAside: { micro: 0, text: '0 credits' },
  buckets: [
    { kind: 'plan', remaining: { micro: 93_200_000, text: '93.2 credits' }, expires: '2026-12-21' },
  ],
}

const tools = {
  get_balance: tool({
    description: "The user's credits now.",
    inputSchema: z.object({}),
    execute: async () => balance,
  }),
  get_statement: tool({
    description: 'The latest lines of the statement.',
    inputSchema: z.object({ limit: z.int().min(1).max(20).optional() }),
    execute: async ({ limit }) => ({
      lines: [
        {
          date: '2026-11-20T10:00:00Z',
          what: `Chat | *${limit ?? 'all'}*`,
          amount: '-1.3 credits',
          inputTokens: 1200,
          outputTokens: 30,
        },
        { date: '2026-11-19T10:00:00Z', what: 'Chat', amount: '-4 credits' },
        { date: '2026-11-02T10:00:00Z', what: 'Top-up', amount: '1,000 credits' },
      ],
    }),
  }),
  list_tickets: tool({
    description: 'Opened tickets.',
    inputSchema: z.object({}),
    execute: async () => [{ ticket: 'A | *b*', opened: '2026-11-20' }],
  }),
  offer_top_up: tool({
    description: 'Shows a card with the packs.',
    inputSchema: z.object({ suggested: z.enum(['small', 'medium', 'large']).optional() }),
    execute: async ({ suggested }) => ({
      suggested,
      packs: [{ key: 'medium', credits: 1000, price: '$22.00' }],
    }),
  }),
}

describe('answering', () => {
  it('streams a text piece by piece, with the usage it counted', async () => {
    const { result, text, deltas, errors } = await read({ prompt: 'Write 100 words about tides.' })
    expect(errors).toEqual([])
    expect(text).toContain('tides')
    expect(deltas).toBeGreaterThan(100)
    const usage = await result.usage
    expect(usage.outputTokens).toBe(deltas)
    expect(usage.inputTokens).toBe(Math.ceil('Write 100 words about tides.'.length / 4))
    expect(await result.finishReason).toBe('stop')
  })

  it('says the same without streaming', async () => {
    const prompt = 'Write 50 words about moss.'
    const { text } = await read({ prompt })
    const whole = await generateText({ model: model(), providerOptions, prompt })
    expect(whole.text).toBe(text)
    expect(whole.usage.outputTokens).toBeGreaterThan(50)
  })

  it('calls the tool that fits and answers from what it gave', async () => {
    const { result, text } = await read({
      prompt: 'How many credits do I have left?',
      tools,
      stopWhen: isStepCount(4),
    })
    const steps = await result.steps
    expect(steps.map((step) => step.toolCalls.map((call) => call.toolName))).toEqual([
      ['get_balance'],
      [],
    ])
    expect(text).toContain('**93.2 credits** available')
    expect(text).toContain('21 December 2026')
    expect(text).not.toContain('set aside')
    expect(steps[1]!.usage.inputTokens).toBeGreaterThan(steps[0]!.usage.inputTokens!)
  })

  it('calls several tools at once when a question has several parts, or one by one when told to', async () => {
    const prompt = 'What is my balance, and why was I charged in the last 5 messages?'
    const names = async (parallelToolCalls: boolean) => {
      const { result, text } = await read({
        prompt,
        tools,
        stopWhen: isStepCount(5),
        providerOptions: { openai: { store: false, parallelToolCalls } },
      })
      // A word stays a word, whatever a result holds.
      expect(text).toContain('**1.3 credits** on 20 November 2026 (Chat \\| \\*5\\*)')
      expect(text).toContain('93.2 credits')
      return (await result.steps).map((step) => step.toolCalls.map((call) => call.toolName))
    }
    expect(await names(true)).toEqual([['get_balance', 'get_statement'], []])
    expect(await names(false)).toEqual([['get_balance'], ['get_statement'], []])
  })

  it('takes arguments from the question', async () => {
    const { result, text } = await read({
      prompt: 'I want to buy the medium pack of credits',
      tools,
      stopWhen: isStepCount(3),
    })
    expect((await result.steps)[0]!.toolCalls[0]!.input).toEqual({ suggested: 'medium' })
    expect(text).toContain('**1,000 credits** for **$22.00**')
  })

  it.each([
    ['Why was I charged 4 credits?', 'That was **4 credits** on 19 November 2026'],
    ['Why was I charged 70 credits?', 'I see no such charge'],
    ['Why did my last message cost so much?', 'read 1,200 tokens'],
    ['Where did my credits go?', '**5.3 credits** were charged and **1,000 credits** added'],
  ])('explains the statement: %s', async (prompt, sentence) => {
    const { result, text } = await read({ prompt, tools, stopWhen: isStepCount(3) })
    const [step] = await result.steps
    // An amount of credits is no number of lines.
    expect(step!.toolCalls).toMatchObject([{ toolName: 'get_statement', input: {} }])
    expect(step!.toolCalls[0]!.input).toEqual({})
    expect(text).toContain(sentence)
  })

  it('shows a result it has no sentence for as a table', async () => {
    const { list_tickets } = tools
    const { text } = await read({
      prompt: 'Anything open?',
      tools: { list_tickets },
      prepareStep: ({ stepNumber }) => ({ toolChoice: stepNumber === 0 ? 'required' : 'auto' }),
      stopWhen: isStepCount(3),
    })
    // A cell stays a cell.
    expect(text).toContain('| A \\| \\*b\\* | 20 November 2026 |')
  })

  it('does not guess when no tool fits', async () => {
    const { text } = await read({ prompt: 'What is my balance?' })
    expect(text).toMatch(/no tool.*will not guess/)
    const forbidden = await read({ prompt: 'What is my balance?', tools, toolChoice: 'none' })
    expect(forbidden.text).toMatch(/will not guess/)
  })

  it('answers a second turn, earlier calls included', async () => {
    const first = streamText({
      model: model(),
      providerOptions,
      prompt: 'My balance?',
      tools,
      stopWhen: isStepCount(3),
    })
    const { messages } = await first.response
    const second = await generateText({
      model: model(),
      providerOptions,
      tools,
      messages: [
        { role: 'user', content: 'My balance?' },
        ...messages,
        { role: 'user', content: 'Thank you' },
      ],
    })
    expect(second.text).toMatch(/welcome/)
    expect(second.toolCalls).toEqual([])
  })

  it('stops at max_output_tokens and says so', async () => {
    const { result, deltas } = await read({
      prompt: 'Write 500 words about rain.',
      maxOutputTokens: 40,
    })
    expect(deltas).toBe(40)
    expect((await result.usage).outputTokens).toBe(40)
    expect(await result.finishReason).toBe('length')
  })

  it('counts never more tokens than bytes, in any script', async () => {
    for (const prompt of ['日本語のテキスト', '🙂'.repeat(50), 'a', 'Tollgate '.repeat(500)]) {
      const { result, text } = await read({ prompt })
      const usage = await result.usage
      expect(usage.inputTokens).toBeLessThanOrEqual(Buffer.byteLength(prompt))
      expect(usage.outputTokens).toBeLessThanOrEqual(Buffer.byteLength(text))
    }
  })

  it('answers fifty at once, each its own question', async () => {
    const texts = await Promise.all(
      Array.from({ length: 50 }, (_, n) => read({ prompt: `Write 60 words about subject${n}x.` })),
    )
    for (const [n, { text }] of texts.entries()) {
      expect(text).toContain(`subject${n}x`)
      expect(text).not.toContain(`subject${(n + 1) % 50}x`)
    }
  })
})

describe('switches', () => {
  it('fail: an error before any output', async () => {
    await change({ model: { mode: 'fail' } })
    const { text, errors } = await read({ prompt: 'Hello' })
    expect(text).toBe('')
    expect(errors).toHaveLength(1)
    expect(errors[0]).toBeInstanceOf(APICallError)
    expect((errors[0] as APICallError).statusCode).toBe(500)
  })

  it('fail_midway: an error after some text, and no usage', async () => {
    await change({ model: { mode: 'fail_midway' } })
    const { text, errors, result } = await read({ prompt: 'Write 100 words about tides.' })
    expect(text).not.toBe('')
    expect(errors).toHaveLength(1)
    expect((await result.usage).outputTokens).toBeUndefined()
  })

  it('hang_up: the connection ends midway without a word', async () => {
    await change({ model: { mode: 'hang_up' } })
    const response = await post(longStream)
    let received = ''
    const decoder = new TextDecoder()
    const reading = (async () => {
      for await (const chunk of response.body!) received += decoder.decode(chunk, { stream: true })
    })()
    await expect(reading).rejects.toThrow('terminated')
    // What was written before it hung up has arrived.
    expect(received.match(/event: response\.output_text\.delta/g)).toHaveLength(12)
    expect(received).not.toMatch(/response\.(completed|failed|incomplete)/)
    await expect.poll(answering).toBe(0)
  })

  it('stall: some text, then silence until the client leaves', async () => {
    await change({ model: { mode: 'stall' } })
    const leaving = new AbortController()
    const response = await post(longStream, undefined, leaving.signal)
    const reader = response.body!.getReader()
    const decoder = new TextDecoder()
    let received = ''
    const deltas = () => received.match(/event: response\.output_text\.delta/g)?.length ?? 0
    while (deltas() < 12) {
      const { value, done } = await reader.read()
      expect(done).toBe(false)
      received += decoder.decode(value, { stream: true })
    }
    const next = reader.read()
    // Others are answered meanwhile, to the end; this one neither goes on nor ends.
    await change({ model: { mode: 'normal' } })
    expect((await read({ prompt: 'Write 400 words about ice.' })).deltas).toBeGreaterThan(400)
    expect(await answering()).toBe(1)
    expect(deltas()).toBe(12)
    leaving.abort()
    await expect(next).rejects.toThrow('abort')
    await expect.poll(answering).toBe(0)
  })

  it('outputTokens: every answer has that length', async () => {
    await change({ model: { outputTokens: 300 } })
    const { result } = await read({ prompt: 'Hello' })
    expect((await result.usage).outputTokens).toBe(300)
  })

  it('msPerToken: the speed can be changed while it types', async () => {
    await change({ model: { msPerToken: 20 } })
    const result = streamText({
      model: model(),
      providerOptions,
      prompt: 'Write 400 words about ice.',
    })
    let quick = false
    let count = 0
    for await (const part of result.stream) {
      if (part.type !== 'text-delta') continue
      count += 1
      if (!quick) await change({ model: { msPerToken: 0 } })
      quick = true
    }
    expect(count).toBeGreaterThan(400)
  })

  it('an abort ends the answer, and its writing', async () => {
    const leaving = new AbortController()
    let aborted = false
    const result = streamText({
      model: model(),
      providerOptions,
      prompt: 'Write 4000 words about patience.',
      abortSignal: leaving.signal,
      onAbort: () => {
        aborted = true
      },
    })
    let isSlow = false
    for await (const part of result.stream) {
      if (part.type !== 'text-delta' || isSlow) continue
      isSlow = true
      // From here on it would take over an hour, left alone.
      await change({ model: { msPerToken: 1_000 } })
      expect(await answering()).toBe(1)
      leaving.abort()
    }
    expect(aborted).toBe(true)
    await expect.poll(answering).toBe(0)
  })
})

describe('refusals have the shape of the provider', () => {
  const refused = async (response: Response) => {
    const body = z
      .strictObject({
        error: z.strictObject({
          message: z.string().min(1),
          type: z.string(),
          param: z.string().nullable(),
          code: z.string().nullable(),
        }),
      })
      .parse(await response.json())
    return { status: response.status, code: body.error.code, param: body.error.param }
  }

  it('no key', async () => {
    expect(await refused(await post({ model: 'gpt-5-mini', input: 'Hi' }, {}))).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    })
  })

  it('an unknown model', async () => {
    const { errors } = await read({ prompt: 'Hi', model: model('gpt-99') })
    expect((errors[0] as APICallError).message).toBe("The requested model 'gpt-99' does not exist.")
    expect((errors[0] as APICallError).statusCode).toBe(400)
  })

  it.each([
    ['no JSON', '{"model"', null],
    ['no input', { model: 'gpt-5-mini' }, 'input'],
    [
      'a wrong limit',
      { model: 'gpt-5-mini', input: 'Hi', max_output_tokens: -1 },
      'max_output_tokens',
    ],
    [
      'a result without its call',
      { model: 'gpt-5-mini', input: [{ type: 'function_call_output', call_id: 'x', output: '1' }] },
      'input',
    ],
    [
      'a call without its result',
      {
        model: 'gpt-5-mini',
        input: [{ type: 'function_call', call_id: 'x', name: 'f', arguments: '{}' }],
      },
      'input',
    ],
    [
      'a reference to what was not stored',
      { model: 'gpt-5-mini', input: [{ type: 'item_reference', id: 'msg_1' }] },
      'input',
    ],
  ])('%s', async (_name, body, param) => {
    expect(await refused(await post(body))).toMatchObject({ status: 400, param })
  })

  it('a body of 33 MB', async () => {
    const input = 'x'.repeat(33 * 1024 * 1024)
    expect(await refused(await post({ model: 'gpt-5-mini', input }))).toMatchObject({ status: 413 })
  })

  it('an unknown address', async () => {
    const response = await fetch(`${sandbox.url}/model/v1/files`, {
      headers: { authorization: 'Bearer sk-test' },
    })
    expect(await refused(response)).toMatchObject({ status: 404 })
  })
})
