import { isImage, type FileData } from '@/lib/ai/files/limits'
import { FileMark } from './file-chips'

const size = (bytes: number) =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1_000))} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`

/** What was attached to a question: pictures open, texts are downloaded. */
export function QuestionFiles({ files }: { files: readonly FileData[] }) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Attached files" className="mb-1.5 flex flex-wrap items-end justify-end gap-2">
      {files.map((file) => (
        <li key={file.id} className="min-w-0">
          <a
            href={`/api/files/${file.id}`}
            target="_blank"
            rel="noreferrer"
            className="flex max-w-full items-center gap-2.5 rounded-md border border-rule px-2 py-1 text-sm hover:bg-sunken"
          >
            <FileMark file={file} className="size-16" />
            <span className="min-w-0">
              <span className="block truncate sm:max-w-60">{file.name}</span>
              <span className="block text-xs text-soft">
                {isImage(file) ? `${file.width} × ${file.height}` : size(file.size)}
              </span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}
