import type { FileData } from '@/lib/ai/files/limits'
import type { AssistantMessage } from '@/lib/ai/messages'

export const textOf = (message: AssistantMessage): string =>
  message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

export const filesOf = (message: AssistantMessage): FileData[] =>
  message.parts.flatMap((part) => (part.type === 'data-file' ? [part.data] : []))

export const questionOf = (text: string, files: readonly FileData[]): AssistantMessage => ({
  id: crypto.randomUUID(),
  role: 'user',
  parts: [{ type: 'text', text }, ...files.map((data) => ({ type: 'data-file' as const, data }))],
})
