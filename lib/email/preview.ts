import 'server-only'
import type { Rendered } from './mail'
import { renderMail } from './render'
import { samples } from './samples'
import type { TemplateName } from './templates'

/** Every mail there is, in the order of a customer's life. */
export const mailNames = Object.keys(samples) as TemplateName[]

const isMail = (name: string): name is TemplateName => Object.hasOwn(samples, name)

/** A mail with its sample; `null`: there is none of this name. */
export async function previewMail(name: string): Promise<Rendered | null> {
  return isMail(name) ? renderMail(name, samples[name]) : null
}

/** `Dunning first` */
export const mailTitle = (name: string): string => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
