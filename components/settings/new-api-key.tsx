'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogContent, DialogFooter } from '@/components/ui/dialog'
import { CopyButton } from '@/components/ui/copy-button'
import { NewApiKeyForm } from './new-api-key-form'

/** Makes a key: first what it is for, then the key itself, once. */
export function NewApiKey({ disabled = false }: { disabled?: boolean }) {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const show = (next: boolean) => {
    setOpen(next)
    if (next) setMade(null)
  }
  return (
    <>
      <Button disabled={disabled} onClick={() => show(true)}>
        New key
      </Button>
      <Dialog open={open} onOpenChange={show}>
        {made === null ? (
          <DialogContent
            title="New API key"
            description="Give it no more than its program needs; what it spends stands on your statement."
          >
            <NewApiKeyForm onMade={setMade} onCancel={() => show(false)} />
          </DialogContent>
        ) : (
          <DialogContent
            title="Your new key"
            description="This is the only time it is shown. Keep it where your program’s other secrets are."
            // A click beside it must not lose the key.
            onInteractOutside={(event) => event.preventDefault()}
          >
            <div className="flex items-center gap-2 rounded-md border border-rule bg-sunken py-2 pr-2 pl-4">
              <code className="min-w-0 flex-1 font-mono text-sm break-all" data-testid="api-key">
                {made}
              </code>
              <CopyButton text={made} label="Copy the key" className="shrink-0 hover:bg-paper" />
            </div>
            <DialogFooter>
              <Button onClick={() => show(false)}>I have kept it</Button>
            </DialogFooter>
          </DialogContent>
        )}
      </Dialog>
    </>
  )
}
