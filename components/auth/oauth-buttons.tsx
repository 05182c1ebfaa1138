'use client'

import { useState } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'

type OAuthButtonsProps = { providers: readonly { id: string; name: string }[]; next: string }

/** Leaves for GitHub or Google. next-auth's client is fetched at the press: most visitors never need it. */
export function OAuthButtons({ providers, next }: OAuthButtonsProps) {
  const [leaving, setLeaving] = useState<string | null>(null)
  const [failed, setFailed] = useState(false)
  const leave = async (id: string) => {
    setLeaving(id)
    setFailed(false)
    try {
      const { signIn } = await import('next-auth/react')
      await signIn(id, { callbackUrl: next })
    } catch {
      // Offline, or our own server did not answer: said below, the buttons work again.
      setFailed(true)
      setLeaving(null)
    }
  }
  return (
    <div className="grid gap-2">
      {failed && <Alert tone="danger" title="That did not work. Are you online?" />}
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          variant="secondary"
          size="lg"
          pending={leaving === id}
          disabled={leaving !== null}
          onClick={() => void leave(id)}
        >
          Continue with {name}
        </Button>
      ))}
    </div>
  )
}
