/** The shells that can complete. */
export const shells = ['bash', 'zsh', 'fish'] as const

/** A shell that can complete. */
export type Shell = (typeof shells)[number]

/**
 * What a shell loads to complete `underlay`: it asks `underlay complete` for lines of a value, a tab and a description, and
 * completes file names where the line `:files` is among them. What was typed is never evaluated.
 */
export const scripts: Readonly<Record<Shell, string>> = {
  // Readline parts words at `:` and `=` and replaces what follows, so the line is given whole, and the answer cut.
  bash: `# bash completion for underlay. In ~/.bashrc: source <(underlay completion bash)
_underlay() {
  local line=\${COMP_LINE:0:COMP_POINT} current value files=
  COMPREPLY=()
  current=\${line##*[[:space:]]}
  while IFS=$'\\t' read -r value _; do
    case $value in
      :files) files=1 ;;
      *[:=]) compopt -o nospace; COMPREPLY+=("$value") ;;
      ?*) COMPREPLY+=("$value") ;;
    esac
  done < <(underlay complete --line "$line" 2>/dev/null)
  COMPREPLY=("\${COMPREPLY[@]#"\${current%"\${current##*[:=]}"}"}")
  if [[ $files ]]; then
    compopt -o filenames
    mapfile -t -O "\${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "\${current##*[:=]}")
  fi
}
complete -F _underlay underlay
`,
  zsh: `#compdef underlay
# zsh completion for underlay. In ~/.zshrc, behind compinit: source <(underlay completion zsh)
_underlay() {
  local value description files=
  local -a plain open plainTexts openTexts
  while IFS=$'\\t' read -r value description; do
    case $value in
      :files) files=1 ;;
      *[:=]) open+=("$value") openTexts+=("$value  $description") ;;
      ?*) plain+=("$value") plainTexts+=("$value  $description") ;;
    esac
  done < <(underlay complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#plain} )); then compadd -l -d plainTexts -a plain; fi
  if (( \${#open} )); then compadd -l -S '' -d openTexts -a open; fi
  if [[ -n $files ]]; then _files; fi
}
compdef _underlay underlay
`,
  fish: `# fish completion for underlay. In ~/.config/fish/config.fish: underlay completion fish | source
function __underlay_complete
  set -l typed (commandline -opc)
  set -l current (commandline -ct)
  for line in (underlay complete -- $typed[2..-1] "$current" 2>/dev/null)
    if test "$line" = ':files'
      __fish_complete_path $current
    else
      printf '%s\\n' $line
    end
  end
end
complete -c underlay -f -a '(__underlay_complete)'
`,
}
