/** What the Responses API sends, as far as it is sent here. Source: OpenAI's API reference, Responses. */

type Status = 'in_progress' | 'completed' | 'incomplete'

/** What the model says or asks for, as opposed to what it only thinks. */
export type Spoken =
  | {
      type: 'message'
      id: string
      status: Status
      role: 'assistant'
      content: { type: 'output_text'; text: string; annotations: never[] }[]
    }
  | {
      type: 'function_call'
      id: string
      status: Status
      call_id: string
      name: string
      arguments: string
    }

export type Item =
  | Spoken
  | {
      type: 'reasoning'
      id: string
      status: Status
      summary: never[]
      encrypted_content: string
    }

type Usage = {
  input_tokens: number
  input_tokens_details: { cached_tokens: number }
  output_tokens: number
  output_tokens_details: { reasoning_tokens: number }
  total_tokens: number
}

export type ResponseObject = {
  id: string
  object: 'response'
  created_at: number
  status: 'in_progress' | 'completed' | 'incomplete' | 'failed'
  model: string
  output: Item[]
  usage: Usage | null
  error: { type: string; code: string; message: string } | null
  incomplete_details: { reason: 'max_output_tokens' } | null
}

/** An event before it has its number. */
export type EventBody =
  | {
      type: `response.${'created' | 'in_progress' | 'completed' | 'incomplete' | 'failed'}`
      response: ResponseObject
    }
  | { type: `response.output_item.${'added' | 'done'}`; output_index: number; item: Item }
  | {
      type: `response.content_part.${'added' | 'done'}`
      item_id: string
      output_index: number
      content_index: 0
      part: { type: 'output_text'; text: string; annotations: never[] }
    }
  | {
      type: 'response.output_text.delta'
      item_id: string
      output_index: number
      content_index: 0
      delta: string
    }
  | {
      type: 'response.output_text.done'
      item_id: string
      output_index: number
      content_index: 0
      text: string
    }
  | {
      type: 'response.function_call_arguments.delta'
      item_id: string
      output_index: number
      delta: string
    }
  | {
      type: 'response.function_call_arguments.done'
      item_id: string
      output_index: number
      arguments: string
    }

export type ResponseEvent = EventBody & { sequence_number: number }
