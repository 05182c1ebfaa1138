import type { UseChatHelpers } from '@ai-sdk/react'
import type { AssistantMessage } from '@/lib/ai/messages'
import { LOST, Refused } from './refusal'

type UseChat = UseChatHelpers<AssistantMessage>

export type ChatState = Pick<UseChat, 'messages' | 'status' | 'error'>

/** What is asked of `useChat` once it is there. */
export type Line = Pick<UseChat, 'setMessages' | 'sendMessage' | 'clearError' | 'stop'>

export type LateChat = ReturnType<typeof lateChat>

/**
 * A chat before and after `useChat` is there. The AI SDK is most of the assistant's JavaScript and not needed to read and to
 * type, so it comes late (`live-chat.tsx`). Until then the messages are kept here, and a question waits; afterwards this is
 * what `useChat` says. `load` brings it, and is tried again after it has failed.
 */
export function lateChat(initial: AssistantMessage[], load: () => Promise<void>) {
  const listeners = new Set<() => void>()
  let state: ChatState = { messages: initial, status: 'ready', error: undefined }
  let line: Line | undefined
  /** The body of the request that waits for the line. */
  let waiting: object | undefined

  const show = (next: ChatState) => {
    state = next
    for (const listener of listeners) listener()
  }

  const send = (to: Line, body: object) => {
    waiting = undefined
    to.setMessages(state.messages)
    void to.sendMessage(undefined, { body })
  }

  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    read: () => state,

    /** Ahead of the first question. If it cannot be had now, the question asks for it again. */
    prepare: () => void (line ?? load().catch(() => {})),

    /** Has the last question of these messages answered. */
    answer: (messages: AssistantMessage[], body: object) => {
      show({ messages, status: 'submitted', error: undefined })
      if (line) return send(line, body)
      waiting = body
      load().catch(() => {
        waiting = undefined
        show({ ...state, status: 'error', error: new Refused(LOST) })
      })
    },
    /** A question was asked and has not been sent yet. */
    isWaiting: () => waiting !== undefined,

    setMessages: (messages: AssistantMessage[]) =>
      line ? line.setMessages(messages) : show({ ...state, messages }),
    clearError: () => {
      if (line) line.clearError()
      else if (state.status === 'error') show({ ...state, status: 'ready', error: undefined })
    },
    stop: async () => line?.stop(),

    /** `useChat` is there: it gets what happened before, and the question that waited. */
    connect: (to: Line) => {
      line = to
      if (waiting) send(line, waiting)
      else line.setMessages(state.messages)
    },
    /** What `useChat` says now. */
    report: (next: ChatState) => {
      if (line) show(next)
    },
  }
}
