process.stderr.write('underlay: there is no command yet\n')
process.exitCode = 2
