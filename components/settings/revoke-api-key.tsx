'use client'

import { useState, useTransition } from 'react'
import { Alert } from '@/components/ui/alert'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { revokeApiKeyAction } from '@/lib/api/actions'

type RevokeApiKeyProps = {
  /** The key it is about; `null`: closed. */
  apiKey: { id: string; name: string; prefix: string } | null
  onClose: () => void
}

/** Revoking cannot be undone, so it asks once. */
export function RevokeApiKey({ apiKey, onClose }: RevokeApiKeyProps) {
  const [pending, start] = useTransition()
  const [problem, setProblem] = useState<string | null>(null)
  const close = () => {
    setProblem(null)
    onClose()
  }
  const revoke = (id: string) =>
    start(async () => {
      const state = await revokeApiKeyAction({ id })
      if (state.status === 'error') setProblem(state.message)
      else close()
    })
  return (
    <Dialog open={apiKey !== null} onOpenChange={(open) => !open && close()}>
      {apiKey && (
        <DialogContent
          title={`Revoke “${apiKey.name}”`}
          description={`Programs that use ${apiKey.prefix}… are refused from then on. This cannot be undone.`}
        >
          {problem && <Alert tone="danger" title={problem} />}
          <DialogFooter>
            <Button variant="secondary" onClick={close}>
              Keep the key
            </Button>
            <Button variant="danger" pending={pending} onClick={() => revoke(apiKey.id)}>
              Revoke
            </Button>
          </DialogFooter>
        </DialogContent>
      )}
    </Dialog>
  )
}
