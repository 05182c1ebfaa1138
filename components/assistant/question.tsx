import type { AssistantMessage } from '@/lib/ai/messages'

export function Question({ message }: { message: AssistantMessage }) {
  const text = message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  return (
    <li className="flex justify-end">
      <span className="sr-only">You: </span>
      <p className="max-w-[85%] rounded-xl rounded-br-sm bg-sunken px-4 py-2.5 break-words whitespace-pre-wrap">
        {text}
      </p>
    </li>
  )
}
