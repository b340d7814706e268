Attribute VB_Name = "LcxlRibbon"
Option Explicit

' The tag of a button names the action; all the work is done in Python, see addin/.
' Nothing that reaches the command line comes from a workbook, except from this add-in itself.

Public Sub LcxlClick(control As Object)
    LcxlRun control.Tag
End Sub

Public Sub LcxlRun(ByVal action As String)
    If Not LcxlIsAction(action) Then Exit Sub
    On Error GoTo Failed
    Application.StatusBar = "lcxl: " & action & " ..."
    #If Mac Then
        ' Excel cannot answer Python while a macro runs: the script returns at once.
        AppleScriptTask "lcxl.applescript", "LcxlRun", action
    #Else
        Dim wsh As Object
        Set wsh = CreateObject("WScript.Shell")
        wsh.CurrentDirectory = LcxlSetting("folder")
        If wsh.Run(LcxlCommand(action), 0, True) <> 0 Then Err.Raise vbObjectError + 1, , "It stopped early."
    #End If
    Exit Sub
Failed:
    Application.StatusBar = False
    MsgBox "lcxl could not start Python." & vbLf & Err.Description & vbLf & vbLf & _
           "Run ""lcxl addin install"" again, or use ""lcxl addin run " & action & """ in a terminal.", _
           vbExclamation, "lcxl"
End Sub

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
