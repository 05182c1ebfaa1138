'use client'

import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport, type ChatInit } from 'ai'
import { useEffect, useLayoutEffect, useMemo } from 'react'
import type { AssistantMessage } from '@/lib/ai/messages'
import type { ErrorBody } from '@/lib/errors'
import type { LateChat } from './late-chat'
import { filesOf, textOf } from './question-parts'
import { Refused } from './refusal'

/** Only the last question goes to the server; the history is the server's own. `onTaken`: it has stored the question. */
function transportOf(onTaken: (text: string) => void) {
  let text = ''
  return new DefaultChatTransport<AssistantMessage>({
    api: '/api/chat',
    fetch: async (input, init) => {
      const response = await fetch(input, init)
      if (!response.ok) throw new Refused((await response.json()) as ErrorBody)
      onTaken(text)
      return response
    },
    prepareSendMessagesRequest: ({ id, messages, body }) => {
      const question = messages.findLast((message) => message.role === 'user')
      text = question ? textOf(question) : ''
      const files = question && filesOf(question).map((file) => file.id)
      const message = { id: question?.id, role: 'user', parts: [{ type: 'text', text }], files }
      return { body: { id, message, ...body } }
    },
  })
}

type Props = Pick<ChatInit<AssistantMessage>, 'onData' | 'onError' | 'onFinish'> & {
  chat: LateChat
  id: string
  /** The server has stored a question. */
  onTaken: (text: string) => void
}

/** What talks to the model, and the only part of the assistant that needs the AI SDK. It draws nothing: see `late-chat.ts`. */
export function LiveChat({ chat, id, onTaken, ...events }: Props) {
  const transport = useMemo(() => transportOf(onTaken), [onTaken])
  const { messages, status, error, setMessages, sendMessage, clearError, stop } =
    useChat<AssistantMessage>({
      id,
      messages: chat.read().messages,
      generateId: () => crypto.randomUUID(),
      transport,
      throttle: 40,
      ...events,
    })

  useLayoutEffect(() => {
    chat.report({ messages, status, error })
  }, [chat, messages, status, error])

  useEffect(() => {
    // Not at once: in development React takes each new component away and puts it back, and leaving stops what was begun.
    const timer = setTimeout(() => chat.connect({ setMessages, sendMessage, clearError, stop }))
    return () => clearTimeout(timer)
  }, [chat, setMessages, sendMessage, clearError, stop])
  return null
}
