# What people read and their shells load: the man pages, and the completion scripts, which the program prints itself.
install(FILES ${PROJECT_SOURCE_DIR}/share/man/goto-token.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

set(completions ${PROJECT_BINARY_DIR}/completions)
set(completion_files)

# A program with sanitizers, or for another processor, may not run here.
if(NOT GOTO_TOKEN_SANITIZE AND (NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR))
  function(add_completion shell file folder)
    add_custom_command(OUTPUT ${completions}/${file}
                       COMMAND ${CMAKE_COMMAND} -E make_directory ${completions}
                       COMMAND goto-token completion ${shell} > ${completions}/${file}
                       DEPENDS goto-token VERBATIM)
    set(completion_files ${completion_files} ${completions}/${file} PARENT_SCOPE)
    install(FILES ${completions}/${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
  endfunction()

  add_completion(bash goto-token bash-completion/completions)
  add_completion(zsh _goto-token zsh/site-functions)
  add_completion(fish goto-token.fish fish/vendor_completions.d)
  add_custom_target(completions ALL DEPENDS ${completion_files})
endif()
