'use client'

import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport } from 'ai'
import { useEffect, useRef, useState } from 'react'
import { Refused, type Refusal } from '@/components/assistant/refusal'
import { useBalanceStore } from '@/components/credits/balance-provider'
import type { AgentMessage, AgentRunView } from '@/lib/ai/agent/messages'
import type { AgentRequest } from '@/lib/ai/agent/request'
import type { StepCost } from '@/lib/ai/messages'
import type { ErrorBody } from '@/lib/errors'

const POLL_MS = 1_000

const transport = new DefaultChatTransport<AgentMessage>({
  api: '/api/agents',
  fetch: async (input, init) => {
    const response = await fetch(input, init)
    if (!response.ok) throw new Refused((await response.json()) as ErrorBody)
    return response
  },
  prepareSendMessagesRequest: ({ body }) => ({ body: body ?? {} }),
})

const answerOf = ({ id, parts, metadata }: AgentRunView): AgentMessage => ({
  id: `${id}-report`,
  role: 'assistant',
  parts,
  metadata,
})

async function fetchRun(id: string): Promise<AgentRunView | 'none' | null> {
  const response = await fetch(`/api/agents/${id}`, { cache: 'no-store' }).catch(() => null)
  if (response?.status === 404) return 'none'
  return response?.ok ? ((await response.json()) as AgentRunView) : null
}

/** `following`: written elsewhere, or stopped: read from the server until it has ended. */
export type AgentPhase = 'idle' | 'sending' | 'streaming' | 'following'

/**
 * One run of the agent. While its stream runs that is the truth; after anything unusual (a stop, an error, a reload in the
 * middle) the server's copy is.
 */
export function useAgentRun({ id, initial }: { id: string; initial: AgentRunView | null }) {
  const { take, refresh } = useBalanceStore()
  const [steps, setSteps] = useState<StepCost[]>([])
  const [refusal, setRefusal] = useState<Refusal>()
  const [following, setFollowing] = useState(initial?.metadata.status === 'streaming')
  const stopping = useRef(false)
  const chat = useChat<AgentMessage>({
    id,
    messages: initial ? [answerOf(initial)] : [],
    transport,
    throttle: 40,
    onData: (part) => {
      if (part.type !== 'data-balance') return
      take(part.data.balance)
      setSteps(part.data.steps)
    },
    onError: (thrown) => {
      if (thrown instanceof Refused && thrown.body.code !== 'conflict') setRefusal(thrown.body)
      else setFollowing(true)
    },
    onFinish: ({ isAbort }) => {
      if (isAbort) setFollowing(true)
    },
  })
  const { status, messages, setMessages, sendMessage, clearError, stop } = chat

  useEffect(() => {
    if (!following) return undefined
    let timer: ReturnType<typeof setTimeout>
    let left = false
    const read = async () => {
      const run = await fetchRun(id)
      if (left) return
      if (run && run !== 'none') setMessages([answerOf(run)])
      if (run === null || (run !== 'none' && run.metadata.status === 'streaming')) {
        timer = setTimeout(() => void read(), POLL_MS)
        return
      }
      if (run === 'none')
        setRefusal({
          code: 'lost',
          message: 'The request did not get through. Nothing was charged.',
        })
      clearError()
      setFollowing(false)
      await refresh()
    }
    void read()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [following, id, clearError, refresh, setMessages])

  const start = (wanted: Omit<AgentRequest, 'id'>) => {
    setRefusal(undefined)
    setSteps([])
    setMessages([])
    clearError()
    void sendMessage({ text: '' }, { body: { id, ...wanted } })
  }

  /** Told to the server first: dropping the connection alone ends nothing there. */
  const halt = async () => {
    if (stopping.current) return
    stopping.current = true
    await fetch(`/api/agents/${id}/stop`, { method: 'POST' }).catch(() => null)
    await stop()
    stopping.current = false
    setFollowing(true)
  }

  let phase: AgentPhase = 'idle'
  if (following) phase = 'following'
  else if (status === 'submitted') phase = 'sending'
  else if (status === 'streaming') phase = 'streaming'

  const answer = messages.findLast(({ role }) => role === 'assistant')
  return {
    answer,
    steps: answer?.metadata?.steps?.length ? answer.metadata.steps : steps,
    phase,
    refusal,
    start,
    halt,
    dismiss: () => setRefusal(undefined),
  }
}
