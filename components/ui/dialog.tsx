'use client'

import { X } from 'lucide-react'
import { Dialog as Primitive } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from './cn'

export const Dialog = Primitive.Root

type DialogContentProps = Omit<ComponentProps<typeof Primitive.Content>, 'title'> & {
  title: ReactNode
  description?: ReactNode
  /** `sheet` rises from the bottom on a phone; `plain` has no heading of its own to be seen. */
  look?: 'sheet' | 'plain'
}

export function DialogContent({
  title,
  description,
  look = 'sheet',
  className,
  children,
  ...props
}: DialogContentProps) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-50 bg-[oklch(0.2_0.02_170/38%)] data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0 dark:bg-[oklch(0.08_0.01_170/66%)]" />
      <Primitive.Content
        aria-describedby={description ? undefined : ''}
        className={cn(
          'fixed z-50 max-h-[85dvh] overflow-y-auto border border-rule bg-raised shadow-lift outline-none data-[state=closed]:animate-out data-[state=closed]:fade-out-0 data-[state=open]:animate-in data-[state=open]:fade-in-0 sm:mx-auto sm:max-w-lg',
          look === 'sheet'
            ? 'inset-x-0 bottom-0 rounded-t-xl p-6 pb-[max(1.5rem,env(safe-area-inset-bottom))] sm:inset-y-0 sm:my-auto sm:h-fit sm:rounded-lg'
            : 'inset-x-3 top-3 rounded-lg sm:top-[14dvh]',
          className,
        )}
        {...props}
      >
        <div className={look === 'plain' ? 'sr-only' : 'mb-5 pr-8'}>
          <Primitive.Title className="text-lg font-semibold">{title}</Primitive.Title>
          {description && (
            <Primitive.Description className="mt-1 text-soft">{description}</Primitive.Description>
          )}
        </div>
        {children}
        {look === 'sheet' && (
          <Primitive.Close
            aria-label="Close"
            className="absolute top-4 right-4 grid size-8 place-items-center rounded-md text-soft hover:bg-sunken hover:text-ink"
          >
            <X className="size-4" aria-hidden="true" />
          </Primitive.Close>
        )}
      </Primitive.Content>
    </Primitive.Portal>
  )
}

export function DialogFooter({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      className={cn('mt-6 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end', className)}
      {...props}
    />
  )
}
