'use client'

import { useRef, useState } from 'react'
import { useBalanceStore } from '@/components/credits/balance-provider'
import type { Refusal } from '@/components/assistant/refusal'
import type { ImageRequest } from '@/lib/ai/image-request'
import type { ImageSummary } from '@/lib/ai/image-store'
import type { ImageResult } from '@/lib/ai/images'
import type { ErrorBody } from '@/lib/errors'

type Page = { images: ImageSummary[]; nextCursor: string | null }

const LOST: Refusal = {
  code: 'lost',
  message:
    'The connection broke off. Ask for it once more: if it was made already, you get that one and pay nothing again.',
}

/** What is held shows in the meter: it is read again when the hold has been made. */
const HELD_AFTER_MS = 600

/** A user's images and the one that is being made. An attempt keeps its id until it comes to something: it is paid once. */
export function useImages({ userId, kept }: { userId: string; kept: Page }) {
  const { take, refresh } = useBalanceStore()
  const [page, setPage] = useState(kept)
  const [phase, setPhase] = useState<'idle' | 'making' | 'stopping'>('idle')
  const [refusal, setRefusal] = useState<Refusal>()
  const [made, setMade] = useState<{ images: ImageSummary[]; charged: number }>()
  const attempt = useRef<{ id: string; of: string }>(undefined)
  const running = useRef<AbortController>(undefined)

  const make = async (wanted: Pick<ImageRequest, 'prompt' | 'size'>): Promise<boolean> => {
    if (running.current) return false
    const of = JSON.stringify(wanted)
    if (attempt.current?.of !== of) attempt.current = { id: crypto.randomUUID(), of }
    const abort = new AbortController()
    running.current = abort
    setPhase('making')
    setRefusal(undefined)
    setMade(undefined)
    const seen = setTimeout(() => void refresh(), HELD_AFTER_MS)
    try {
      const response = await fetch('/api/images', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: attempt.current.id, ...wanted }),
        signal: abort.signal,
      })
      if (!response.ok) {
        const body = (await response.json()) as ErrorBody
        // An interrupted or a deleted one cannot be asked for again under its id.
        if (body.state === 'lapsed' || body.code === 'not_found') attempt.current = undefined
        setRefusal(body)
        return false
      }
      const { images, charged, balance } = (await response.json()) as ImageResult
      attempt.current = undefined
      take({ ...balance, userId })
      setMade({ images, charged })
      setPage((now) => ({ ...now, images: [...images, ...without(now.images, images)] }))
      return true
    } catch {
      if (!abort.signal.aborted) setRefusal(LOST)
      // It may have been done a moment before it was stopped.
      else await read('/api/images').then((newest) => newest && setPage(newest))
      return false
    } finally {
      clearTimeout(seen)
      running.current = undefined
      setPhase('idle')
      void refresh()
    }
  }

  const more = async () => {
    const older = await read(`/api/images?after=${page.nextCursor}`)
    if (!older) return false
    setPage((now) => ({ ...older, images: [...now.images, ...without(older.images, now.images)] }))
    return true
  }

  return {
    ...page,
    phase,
    refusal,
    made,
    make,
    more,
    stop: () => {
      setPhase('stopping')
      running.current?.abort()
    },
    dismiss: () => setRefusal(undefined),
    remove: (id: string) =>
      setPage((now) => ({ ...now, images: now.images.filter((image) => image.id !== id) })),
  }
}

async function read(address: string): Promise<Page | null> {
  const response = await fetch(address, { cache: 'no-store' }).catch(() => null)
  return response?.ok ? ((await response.json()) as Page) : null
}

const without = (images: ImageSummary[], others: ImageSummary[]) =>
  images.filter(({ id }) => !others.some((other) => other.id === id))
