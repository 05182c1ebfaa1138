import type { ReactNode } from 'react'
import { Alert } from '@/components/ui/alert'

/** A legal page of the starter: short, true of the code as it comes, and to be replaced by whoever runs it. */
export function Legal({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="shell py-12">
      <article className="max-w-[42rem] [&_h2]:mt-8 [&_h2]:mb-1.5 [&_h2]:text-lg [&_h2]:font-semibold [&_p]:text-soft [&_ul]:list-disc [&_ul]:pl-5 [&_ul]:text-soft">
        <h1 className="mb-5 text-2xl font-semibold">{title}</h1>
        <Alert tone="warn" title="A template, no legal advice">
          This page came with the starter. Replace it with your own, for your company and your law,
          before you sell anything.
        </Alert>
        {children}
      </article>
    </div>
  )
}
