import 'server-only'
import type { Tool } from 'ai'
import type { z } from 'zod'
import { told } from '../approvals/told'

type Definition<Input, Output> = {
  description: string
  inputSchema: z.ZodType<Input>
  execute: (input: Input, call: { toolCallId: string }) => Promise<Output>
}

/** A tool: the card gets its answer whole, the model what it can use of it. (The SDK's own `tool` cannot infer from type parameters.) */
export const typedTool = <Input, Output>(definition: Definition<Input, Output>) =>
  ({
    ...definition,
    toModelOutput: ({ output }: { output: Output }) => ({ type: 'json', value: told(output) }),
  }) as unknown as Tool<Input, Output>
