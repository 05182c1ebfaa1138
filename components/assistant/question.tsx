import type { AssistantMessage } from '@/lib/ai/messages'
import { QuestionFiles } from './question-files'

export function Question({ message }: { message: AssistantMessage }) {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const files = message.parts.flatMap((part) => (part.type === 'data-file' ? [part.data] : []))
  return (
    <li className="flex flex-col items-end">
      <span className="sr-only">You: </span>
      <QuestionFiles files={files} />
      <p className="max-w-[85%] rounded-xl rounded-br-sm bg-sunken px-4 py-2.5 break-words whitespace-pre-wrap">
        {text}
      </p>
    </li>
  )
}
