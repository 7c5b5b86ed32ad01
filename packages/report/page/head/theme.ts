import { effect, signal } from '@preact/signals'

/** `auto` is the system's. */
export type Theme = 'auto' | 'light' | 'dark'

export const theme = signal<Theme>('auto')

const order: readonly Theme[] = ['auto', 'light', 'dark']

/** The theme after this one, round and round. */
export function nextTheme(): void {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? 'auto'
}

/** Tells the stylesheet. */
export function keepTheme(): () => void {
  return effect(() => {
    document.documentElement.dataset['theme'] = theme.value
  })
}
