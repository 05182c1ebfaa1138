'use client'

import {
  useCallback,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import { useBalanceStore } from '@/components/credits/balance-provider'
import type { FileData } from '@/lib/ai/files/limits'
import type { AssistantMessage } from '@/lib/ai/messages'
import type { ModelId } from '@/lib/catalogue'
import { lateChat } from './late-chat'
import type { Answer } from './answer'
import type { LiveChat } from './live-chat'
import { filesOf, questionOf, textOf } from './question-parts'
import { LOST, Refused, SIGNED_OUT, type Refusal } from './refusal'
import { useOtherTabs } from './use-other-tabs'
import { whenIdle } from './when-idle'

const POLL_MS = 1_000

/** The server's copy; `null` when the server cannot be reached. A chat it does not know has no messages. */
async function fetchChat(id: string): Promise<AssistantMessage[] | 'signed out' | null> {
  const response = await fetch(`/api/chats/${id}`, { cache: 'no-store' }).catch(() => null)
  if (response?.status === 404) return []
  if (response?.status === 401) return 'signed out'
  if (!response?.ok) return null
  const chat = (await response.json()) as { messages: AssistantMessage[] }
  return chat.messages
}

/** `sending`: not yet taken; `streaming`: can be stopped; `following`: written elsewhere, read from the server. */
export type Phase = 'idle' | 'sending' | 'streaming' | 'following'

const isRunning = (message: AssistantMessage | undefined) =>
  message?.role === 'assistant' && message.metadata?.status === 'streaming'

/** What was sent last. `id`: the server may know it; `replaces`: an earlier question it takes the place of. */
type Pending = { text: string; isNew: boolean; id?: string; replaces?: string }

/**
 * A chat with the assistant. While a stream runs it is the truth; after anything unusual (a stop, an error, a reload in
 * the middle of an answer) the server's copy is, read until the answer is no longer being written.
 */
export function useConversation(options: {
  id: string
  initial: AssistantMessage[]
  /** Who is asked from now on. */
  model: ModelId
  /** The server has stored a question. */
  onTaken: (text: string) => void
  /** A question was refused before it was stored: its text, to be put back where it was typed. */
  onRefused: (text: string, refusal: Refusal) => void
}) {
  const { id, model, onTaken, onRefused } = options
  const { take, refresh } = useBalanceStore()
  const [cost, setCost] = useState<number>()
  const [following, setFollowing] = useState(() => isRunning(options.initial.at(-1)))
  const [stopping, setStopping] = useState(false)
  const [offline, setOffline] = useState(false)
  const pending = useRef<Pending>(undefined)

  const [parts, setParts] = useState<{ Live: typeof LiveChat; Answer: typeof Answer }>()
  const [chat] = useState(() =>
    lateChat(options.initial, async () => {
      const [live, answer] = await Promise.all([import('./live-chat'), import('./answer')])
      setParts({ Live: live.LiveChat, Answer: answer.Answer })
    }),
  )
  const { messages, status, error } = useSyncExternalStore(chat.subscribe, chat.read, chat.read)
  const { setMessages, clearError, answer } = chat
  useEffect(() => whenIdle(chat.prepare), [chat])
  const idle = useRef(true)

  // Left before the question could be sent: it goes back to where it was typed.
  const leave = useEffectEvent(() => {
    if (chat.isWaiting() && pending.current?.isNew) onRefused(pending.current.text, LOST)
  })
  useEffect(() => () => leave(), [])

  // A refusal leaves the question as the last message: it goes back to where it was typed.
  useEffect(() => {
    const question = messages.at(-1)
    if (!error || question?.role !== 'user') return
    const refusal = error instanceof Refused ? error.body : undefined
    const asked = pending.current
    clearError()
    if (refusal && refusal.code !== 'conflict' && asked?.isNew) {
      setMessages(messages.slice(0, -1))
      onRefused(asked.text, refusal)
      // What it would have replaced is still there.
      if (asked.replaces) setFollowing(true)
      return
    }
    // The question is known to the server, or may be: its copy says what became of it.
    if (asked) asked.id = question.id
    if (refusal && refusal.code !== 'conflict') onRefused('', refusal)
    setFollowing(true)
  }, [error, messages, clearError, setMessages, onRefused])

  useEffect(() => {
    if (!following) return undefined
    let timer: ReturnType<typeof setTimeout>
    let left = false
    const read = async () => {
      const kept = await fetchChat(id)
      if (left) return
      setOffline(kept === null)
      if (kept === 'signed out') {
        setFollowing(false)
        onRefused('', SIGNED_OUT)
        return
      }
      if (kept) {
        clearError()
        setMessages(kept)
      }
      if (!kept || isRunning(kept.at(-1))) {
        timer = setTimeout(() => void read(), POLL_MS)
        return
      }
      setFollowing(false)
      setCost(undefined)
      const asked = pending.current
      if (asked?.isNew && asked.id && !kept.some((message) => message.id === asked.id))
        onRefused(asked.text, LOST)
      await refresh()
    }
    void read()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [following, id, clearError, setMessages, refresh, onRefused])

  /** Takes over what has changed on the server without this page: a proposal that was decided, a chat that went on elsewhere. */
  const reread = useCallback(async () => {
    if (!idle.current) return
    const kept = await fetchChat(id)
    // Something may have been sent meanwhile: then this is old.
    if (Array.isArray(kept) && kept.length > 0 && idle.current) {
      setMessages(kept)
      setFollowing(isRunning(kept.at(-1)))
    }
  }, [id, setMessages])
  const tellOthers = useOtherTabs(id, reread)

  const send = (text: string, files: readonly FileData[]) => {
    pending.current = { text, isNew: true }
    setCost(undefined)
    answer([...messages, questionOf(text, files)], { model })
  }

  /** Asks an earlier question in other words, with its files: it goes, and all that came after it. */
  const resend = (questionId: string, text: string) => {
    const place = messages.findIndex((message) => message.id === questionId)
    const asked = messages[place]
    if (!asked) return
    pending.current = { text, isNew: true, replaces: questionId }
    setCost(undefined)
    const question = questionOf(text, filesOf(asked))
    answer([...messages.slice(0, place), question], { model, replaces: questionId })
  }

  /** Answers the last question again. A failed request keeps its id; a finished one is asked, and paid, anew. */
  const again = () => {
    const place = messages.findLastIndex((message) => message.role === 'user')
    const question = messages[place]
    const last = messages.at(-1)
    if (!question) return
    const requestId =
      last?.metadata?.status === 'failed' ? last.metadata.requestId : crypto.randomUUID()
    pending.current = { text: textOf(question), isNew: false }
    setCost(undefined)
    const regenerated = requestId === question.id ? {} : { regenerate: requestId }
    answer(messages.slice(0, place + 1), { model, ...regenerated })
  }

  /** Told to the server first: dropping the connection alone ends nothing there. Nothing is sent meanwhile. */
  const halt = async () => {
    setStopping(true)
    await fetch(`/api/chats/${id}/stop`, { method: 'POST' }).catch(() => null)
    await chat.stop()
    setStopping(false)
    setFollowing(true)
  }

  let phase: Phase = 'idle'
  if (following || stopping) phase = 'following'
  else if (status === 'submitted') phase = 'sending'
  else if (status === 'streaming') phase = 'streaming'
  useEffect(() => {
    idle.current = phase === 'idle'
  }, [phase])

  return {
    messages,
    phase,
    /** Micro-credits charged so far for the answer that is being written. */
    cost,
    /** The server could not be reached; it is asked again every second. */
    offline,
    /** Brings what talks to the model, if it is not there yet. */
    prepare: chat.prepare,
    send,
    resend,
    again,
    halt,
    /** Something of this chat was changed on the server by this page. */
    changed: useCallback(() => {
      tellOthers()
      void reread()
    }, [tellOthers, reread]),
    /** What draws an answer; there before the first can come. */
    Answer: parts?.Answer,
    /** To be put anywhere in the page: draws nothing. */
    live: parts && (
      <parts.Live
        chat={chat}
        id={id}
        onTaken={onTaken}
        onData={(part) => {
          if (part.type !== 'data-balance') return
          take(part.data.balance)
          setCost(part.data.cost)
        }}
        // A refusal is put right by the effect above.
        onError={(thrown) => {
          if (!(thrown instanceof Refused)) setFollowing(true)
        }}
        onFinish={({ isAbort }) => {
          if (isAbort) setFollowing(true)
        }}
      />
    ),
  }
}
