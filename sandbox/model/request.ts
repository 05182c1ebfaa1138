import { z } from 'zod'
import { readFileText, readImage, type Attachment } from './attachments'

/** The part of `POST /v1/responses` that is understood. What else a client sends is accepted and has no effect. */
const textPart = z.object({
  type: z.enum(['input_text', 'output_text', 'refusal']),
  text: z.string().optional(),
})
const imagePart = z.object({ type: z.literal('input_image'), image_url: z.string().optional() })
const otherPart = z.object({ type: z.literal('input_file') })
const content = z.union([z.string(), z.array(z.union([textPart, imagePart, otherPart]))])

const message = z.object({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content,
})
const functionCall = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
})
const functionCallOutput = z.object({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: content,
})
const reasoning = z.object({ type: z.literal('reasoning') })
const itemReference = z.object({ type: z.literal('item_reference'), id: z.string() })

const functionTool = z.object({
  type: z.literal('function'),
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
})

export const responsesRequest = z.object({
  model: z.string(),
  input: z.union([
    z.string(),
    z.array(z.union([message, functionCall, functionCallOutput, reasoning, itemReference])),
  ]),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  tools: z.array(functionTool).nullish(),
  tool_choice: z
    .union([
      z.enum(['auto', 'none', 'required']),
      z.object({ type: z.literal('function'), name: z.string() }),
    ])
    .nullish(),
})

export type ResponsesRequest = z.output<typeof responsesRequest>
export type FunctionTool = z.output<typeof functionTool>

/** One call since the last question, and what came of it. */
export type ToolResult = { name: string; output: string }

/** A request, read: what is asked, and which tools were called for it so far. */
export type Conversation = {
  question: string
  /** The files that came with the question. */
  attachments: Attachment[]
  results: ToolResult[]
  /** Earlier turns exist: a greeting would be out of place. */
  continued: boolean
}

export class BadInput extends Error {
  constructor(
    message: string,
    readonly param: string,
  ) {
    super(message)
  }
}

export const textOf = (value: z.output<typeof content>): string =>
  typeof value === 'string'
    ? value
    : value.map((part) => ('text' in part ? (part.text ?? '') : '')).join('')

type Part = Exclude<z.output<typeof content>, string>[number]

/** A picture is read where it stands. @throws BadInput for one that is none. */
function imageIn(part: Part): Attachment | undefined {
  if (part.type !== 'input_image') return undefined
  const image = readImage(part.image_url)
  if (!image)
    throw new BadInput(
      'You uploaded an unsupported image. Please make sure your image is valid.',
      'input',
    )
  return image
}

/** Every picture there is to look at: each counts, also those of earlier turns. */
export function imagesOf({ input }: ResponsesRequest): Extract<Attachment, { kind: 'image' }>[] {
  const items = typeof input === 'string' ? [] : input
  return items
    .flatMap((item) => ('content' in item && typeof item.content !== 'string' ? item.content : []))
    .map(imageIn)
    .filter((image) => image?.kind === 'image')
}

/** A user's message: the words, and apart from them what was attached. */
function readQuestion(
  value: z.output<typeof content>,
): Pick<Conversation, 'question' | 'attachments'> {
  if (typeof value === 'string') return { question: value, attachments: [] }
  const read = value.map((part) => ({
    part,
    attachment: 'text' in part ? readFileText(part.text ?? '') : imageIn(part),
  }))
  return {
    question: textOf(read.flatMap(({ part, attachment }) => (attachment ? [] : [part]))),
    attachments: read.flatMap(({ attachment }) => attachment ?? []),
  }
}

/** @throws BadInput where the real API refuses too: calls without results, results without calls, references. */
export function readConversation({ input }: ResponsesRequest): Conversation {
  const items = typeof input === 'string' ? [{ role: 'user' as const, content: input }] : input
  const calls = new Map<string, { name: string; answered: boolean }>()
  let question = ''
  let attachments: Attachment[] = []
  let continued = false
  let results: ToolResult[] = []

  for (const item of items) {
    if ('role' in item) {
      if (item.role === 'assistant') continued = true
      if (item.role !== 'user') continue
      ;({ question, attachments } = readQuestion(item.content))
      results = []
    } else if (item.type === 'function_call') {
      calls.set(item.call_id, { name: item.name, answered: false })
    } else if (item.type === 'function_call_output') {
      const call = calls.get(item.call_id)
      if (!call)
        throw new BadInput(
          `No tool call found for function call output with call_id ${item.call_id}.`,
          'input',
        )
      call.answered = true
      results.push({ name: call.name, output: textOf(item.output) })
    } else if (item.type === 'item_reference') {
      throw new BadInput(
        `Item with id '${item.id}' not found. Items are not persisted when \`store\` is set to false.`,
        'input',
      )
    }
  }
  for (const [callId, call] of calls)
    if (!call.answered)
      throw new BadInput(`No tool output found for function call ${callId}.`, 'input')
  return { question, attachments, results, continued }
}

/** Everything the model has to read counts: instructions, tool schemas, messages, calls and their results, in this order. */
export function promptOf(request: ResponsesRequest): string {
  const texts: string[] = [request.instructions ?? '']
  for (const tool of request.tools ?? [])
    texts.push(tool.name, tool.description ?? '', JSON.stringify(tool.parameters ?? {}))
  for (const item of typeof request.input === 'string' ? [] : request.input) {
    if ('content' in item) texts.push(textOf(item.content))
    else if (item.type === 'function_call') texts.push(item.name, item.arguments)
    else if (item.type === 'function_call_output') texts.push(textOf(item.output))
  }
  if (typeof request.input === 'string') texts.push(request.input)
  return texts.join('')
}
