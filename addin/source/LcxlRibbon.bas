Attribute VB_Name = "LcxlRibbon"
Option Explicit

' The tag of a button names the action. All but Next finding is done in Python, see addin/.
' This module starts that Python and touches no workbook: nothing that reaches the command line
' comes from one, except from this add-in itself. What touches a workbook is in ThisWorkbook.

Public Sub LcxlClick(control As Object)
    LcxlRun control.Tag
End Sub

Public Sub LcxlRun(ByVal action As String)
    Dim code As Long
    If Not LcxlIsAction(action) Then Exit Sub
    If action = "next" Then
        ThisWorkbook.LcxlNext
        Exit Sub
    End If
    If Not ThisWorkbook.LcxlBefore(action) Then Exit Sub
    #If Mac Then
        code = LcxlStartOnMac(action)
    #Else
        code = LcxlStartOnWindows(action)
        ThisWorkbook.LcxlAfter action
    #End If
    If code <> 0 Then MsgBox LcxlReason(code), vbExclamation, @tab@
End Sub

' Asks for a folder where one is needed: to merge, and when Python says so.
Private Function LcxlStartOnWindows(ByVal action As String) As Long
    Dim folder As String
    If action = "merge" Then
        folder = ThisWorkbook.LcxlFolder(@choose_merge@)
        If folder = "" Then Exit Function
    End If
    LcxlStartOnWindows = LcxlStart(action, folder)
    If LcxlStartOnWindows <> 4 Then Exit Function
    folder = ThisWorkbook.LcxlFolder(@macro_choose_plan@)
    If folder <> "" Then LcxlStartOnWindows = LcxlStart(action, folder)
End Function

Private Function LcxlStart(ByVal action As String, ByVal folder As String) As Long
    Dim wsh As Object
    On Error GoTo Failed
    Application.StatusBar = @macro_working@
    Set wsh = CreateObject("WScript.Shell")
    wsh.CurrentDirectory = LcxlSetting("folder")
    ThisWorkbook.LcxlHand wsh, folder
    LcxlStart = wsh.Run(LcxlCommand(action), 0, True)
    Application.StatusBar = False
    Exit Function
Failed:
    LcxlStart = Err.Number
    Application.StatusBar = False
End Function

' Excel cannot answer Python while a macro runs: the script returns at once, and shows by itself
' why Python stopped. It answers with the number of an error if there is no Python.
Private Function LcxlStartOnMac(ByVal action As String) As Long
    #If Mac Then
        On Error GoTo Failed
        LcxlStartOnMac = Val(AppleScriptTask("lcxl.applescript", "LcxlRun", action))
        Exit Function
Failed:
        LcxlStartOnMac = 48
    #End If
End Function

' Why nothing was done: the code with which Python ended, or the number of Excel's error.
Public Function LcxlReason(ByVal code As Long) As String
    Select Case code
        Case 1
            LcxlReason = @macro_broken@
        Case 2
            LcxlReason = @macro_other_version@
        Case 3
            LcxlReason = @busy@ & vbLf & @busy_fix@
        Case 4
            LcxlReason = @macro_no_folder@
        Case 6
            LcxlReason = @macro_not_shown@
        Case 48
            LcxlReason = @macro_no_script@
        Case 53, 76, -2147024894, -2147024893
            LcxlReason = @macro_python_gone@
        Case 70, 429, -2147024891, -2147024671, -2147023636
            LcxlReason = @macro_blocked@
        Case Else
            LcxlReason = @macro_stopped@
    End Select
    LcxlReason = Replace(LcxlReason, "{code}", CStr(code))
    LcxlReason = Replace(LcxlReason, "{python}", LcxlSetting("python"))
    LcxlReason = Replace(LcxlReason, "{log}", LcxlSetting("log"))
End Function

Public Function LcxlCommand(ByVal action As String) As String
    LcxlCommand = """" & LcxlSetting("python") & """ -P -m lcxl_addin " & action & " --hwnd " & LcxlWindow()
End Function

' Only plain lower-case words reach the command line.
Public Function LcxlIsAction(ByVal action As String) As Boolean
    Dim i As Long
    LcxlIsAction = Len(action) > 0
    For i = 1 To Len(action)
        If InStr("abcdefghijklmnopqrstuvwxyz", Mid(action, i, 1)) = 0 Then LcxlIsAction = False
    Next i
End Function

Private Function LcxlWindow() As String
    LcxlWindow = "0"
    On Error Resume Next
    LcxlWindow = CStr(Application.Hwnd)
End Function

' Settings stand on this add-in's own sheet, never on the workbook in front.
Private Function LcxlSetting(ByVal key As String) As String
    Dim row As Long
    For row = 1 To 10
        If ThisWorkbook.Worksheets("lcxl.conf").Cells(row, 1).Value = key Then
            LcxlSetting = CStr(ThisWorkbook.Worksheets("lcxl.conf").Cells(row, 2).Value)
            Exit Function
        End If
    Next row
End Function
