// Measures in the browser how well a page can be read. The functions run in the page, so they stand alone.

/** The texts of a page with their contrast (WCAG 2.2, 1.4.3), lowest first. */
export function contrasts () {
  const channels = (color) => color.match(/[\d.]+/g).map(Number)
  const luminance = (color) => {
    const [red, green, blue] = channels(color).slice(0, 3).map((channel) => {
      const part = channel / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const isOpaque = (color) => (channels(color)[3] ?? 1) === 1
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor
      if (isOpaque(color)) return color
    }
    return 'rgb(255, 255, 255)'
  }
  const hasText = (element) => element.matches('input:not([type=hidden])') ||
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
  const measure = (element) => {
    const levels = [getComputedStyle(element).color, ground(element)].map(luminance)
    const ratio = (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05)
    return { text: element.value || element.textContent.trim(), ratio }
  }
  return [...document.body.querySelectorAll('*')].filter(hasText).map(measure).sort((a, b) => a.ratio - b.ratio)
}

/** How much of the page sticks out sideways, in pixels. */
export function overhang () {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth
}
