'use client'

import { Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '@/components/ui/button'
import { ACCEPTED } from '@/lib/ai/files/limits'

/** Opens the browser's file dialogue; on a phone that offers the camera too. */
export function AttachButton({ onFiles }: { onFiles: (files: FileList) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        hidden
        onChange={({ target }) => {
          if (target.files) onFiles(target.files)
          // So that the same file can be chosen again after it was removed.
          target.value = ''
        }}
      />
      <Button
        variant="ghost"
        size="icon"
        aria-label="Attach files"
        title="Texts up to 256 kB, pictures up to 4 MB"
        className="-ml-2 rounded-lg text-soft hover:text-ink"
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden="true" />
      </Button>
    </>
  )
}
