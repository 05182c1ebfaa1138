'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { IMAGE_BYTES, MESSAGE_FILES, type FileData } from '@/lib/ai/files/limits'
import type { ErrorBody } from '@/lib/errors'

/** A file on its way into a message. A refused one stays until it is dismissed, with the reason; it does not go along. */
export type Attached = { key: string; name: string } & (
  | { state: 'uploading' }
  | { state: 'ready'; file: FileData }
  | { state: 'refused'; problem: string }
)

const LOST = 'It did not get through. Nothing was charged; attach it again.'

async function upload(
  file: File,
  { chatId, beside, signal }: { chatId: string; beside: number; signal: AbortSignal },
): Promise<FileData | string> {
  if (file.size > IMAGE_BYTES) return 'It is larger than 4 MB. Nothing was charged.'
  const query = new URLSearchParams({ chat: chatId, name: file.name, beside: String(beside) })
  try {
    const response = await fetch(`/api/files?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
      signal,
    })
    if (response.ok) return (await response.json()) as FileData
    return ((await response.json()) as ErrorBody).message
  } catch {
    return LOST
  }
}

const counts = ({ state }: Attached) => state !== 'refused'

/** The files of the message that is being written in a chat. Each is uploaded at once and judged by the server. */
export function useFiles(chatId: string) {
  const [attached, setAttached] = useState<Attached[]>([])
  const uploads = useRef(new Map<string, AbortController>())
  // How many there are, for files that come before the page is drawn again.
  const taken = useRef(0)
  useEffect(() => {
    taken.current = attached.filter(counts).length
  }, [attached])
  useEffect(() => {
    const running = uploads.current
    return () => running.forEach((upload) => upload.abort())
  }, [])

  const addOne = async (file: File) => {
    const entry = { key: crypto.randomUUID() as string, name: file.name || 'picture' }
    if (taken.current >= MESSAGE_FILES) {
      const problem = `A message takes ${MESSAGE_FILES} files.`
      setAttached((all) => [...all, { ...entry, state: 'refused', problem }])
      return
    }
    const beside = taken.current
    taken.current += 1
    const controller = new AbortController()
    uploads.current.set(entry.key, controller)
    setAttached((all) => [...all, { ...entry, state: 'uploading' }])
    const result = await upload(file, { chatId, beside, signal: controller.signal })
    uploads.current.delete(entry.key)
    if (controller.signal.aborted) return
    const end: Attached =
      typeof result === 'string'
        ? { ...entry, state: 'refused', problem: result }
        : { ...entry, name: result.name, state: 'ready', file: result }
    setAttached((all) => all.map((one) => (one.key === entry.key ? end : one)))
  }

  /** Puts back what was not taken by the server. */
  const putBack = useCallback(
    (files: readonly FileData[]) =>
      setAttached(files.map((file) => ({ key: file.id, name: file.name, state: 'ready', file }))),
    [],
  )

  return {
    attached,
    uploading: attached.some(({ state }) => state === 'uploading'),
    add: (files: Iterable<File>) => [...files].forEach((file) => void addOne(file)),
    remove: (entry: Attached) => {
      uploads.current.get(entry.key)?.abort()
      if (entry.state === 'ready')
        void fetch(`/api/files/${entry.file.id}`, { method: 'DELETE' }).catch(() => null)
      setAttached((all) => all.filter(({ key }) => key !== entry.key))
    },
    /** Hands over what goes along, and forgets the rest. */
    take: (): FileData[] => {
      setAttached([])
      return attached.flatMap((one) => (one.state === 'ready' ? [one.file] : []))
    },
    putBack,
  }
}
